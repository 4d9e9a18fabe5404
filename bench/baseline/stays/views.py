from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from psycopg2.extras import DateRange
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView, get_object_or_404
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import LIVE, Booking, Closure, Listing, NightPrice
from .payments import open_payment
from .pricing import total_of
from .serializers import BookingSerializer, HitSerializer, ListingSerializer, NewBookingSerializer, SearchSerializer

HOLD = timedelta(minutes=15)


class NightsUnavailable(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "These nights are taken."


class ByRank(CursorPagination):
    page_size = 20
    ordering = ("-rank", "-id")


class ListingDetail(RetrieveAPIView):
    permission_classes = [AllowAny]
    serializer_class = ListingSerializer
    queryset = Listing.objects.filter(published=True).select_related("host")


class ListingSearch(ListAPIView):
    permission_classes = [AllowAny]
    serializer_class = HitSerializer
    pagination_class = ByRank

    def get_queryset(self):
        asked = SearchSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        self.stay = stay = asked.validated_data
        nights = (stay["check_out"] - stay["check_in"]).days
        taken = DateRange(stay["check_in"], stay["check_out"])
        found = Listing.objects.filter(
            ~Exists(live_bookings().filter(listing=OuterRef("pk"), nights__overlap=taken)),
            ~Exists(Closure.objects.filter(listing=OuterRef("pk"), nights__overlap=taken)),
            published=True,
            latitude__range=(stay["south"], stay["north"]),
            longitude__range=(stay["west"], stay["east"]),
            capacity__gte=stay["guests"],
            min_nights__lte=nights,
            max_nights__gte=nights,
        )
        if stay["amenities"]:
            found = found.annotate(has=F("amenities").bitand(stay["amenities"])).filter(has=stay["amenities"])
        return found.prefetch_related(prices_of(stay))

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "stay": self.stay}


class BookingCreate(APIView):
    def post(self, request):
        asked = NewBookingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        stay = asked.validated_data
        nights = (stay["check_out"] - stay["check_in"]).days
        taken = DateRange(stay["check_in"], stay["check_out"])
        with transaction.atomic():
            open_listings = Listing.objects.filter(published=True).select_for_update()
            listing = get_object_or_404(open_listings, pk=stay["listing"])
            if not listing.min_nights <= nights <= listing.max_nights or stay["guests"] > listing.capacity:
                raise ValidationError("The listing does not take this stay.")
            if (
                live_bookings().filter(listing=listing, nights__overlap=taken).exists()
                or listing.closures.filter(nights__overlap=taken).exists()
            ):
                raise NightsUnavailable()
            listing.priced = list(listing.night_prices.filter(night__gte=stay["check_in"], night__lt=stay["check_out"]))
            booking = Booking.objects.create(
                listing=listing,
                guest=request.user,
                nights=taken,
                guests=stay["guests"],
                total=total_of(listing, stay["check_in"], stay["check_out"], stay["guests"]),
                expires_at=timezone.now() + HOLD,
            )
        booking.payment_intent = open_payment(booking)
        booking.save(update_fields=["payment_intent"])
        return Response(BookingSerializer(booking).data, status=status.HTTP_201_CREATED)


def live_bookings():
    return Booking.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), state__in=LIVE)


def prices_of(stay):
    prices = NightPrice.objects.filter(night__gte=stay["check_in"], night__lt=stay["check_out"])
    return Prefetch("night_prices", queryset=prices, to_attr="priced")
