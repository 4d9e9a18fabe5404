from django.utils import timezone
from rest_framework import serializers

from .models import Booking, Listing
from .pricing import total_of


class StaySerializer(serializers.Serializer):
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    guests = serializers.IntegerField(min_value=1, max_value=50)

    def validate(self, stay):
        if not timezone.now().date() <= stay["check_in"] < stay["check_out"]:
            raise serializers.ValidationError("These are not the nights of a stay.")
        return stay


class SearchSerializer(StaySerializer):
    west = serializers.FloatField(min_value=-180, max_value=180)
    south = serializers.FloatField(min_value=-90, max_value=90)
    east = serializers.FloatField(min_value=-180, max_value=180)
    north = serializers.FloatField(min_value=-90, max_value=90)
    amenities = serializers.IntegerField(min_value=0, default=0)


class HitSerializer(serializers.ModelSerializer):
    total = serializers.SerializerMethodField()

    class Meta:
        model = Listing
        fields = [
            "id",
            "title",
            "property_type",
            "room_type",
            "capacity",
            "bedrooms",
            "beds",
            "latitude",
            "longitude",
            "currency",
            "instant_booking",
            "rating_tenths",
            "review_count",
            "total",
        ]

    def get_total(self, listing):
        stay = self.context["stay"]
        return total_of(listing, stay["check_in"], stay["check_out"], stay["guests"])


class HostSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="first_name")


class ListingSerializer(serializers.ModelSerializer):
    host = HostSerializer()

    class Meta:
        model = Listing
        exclude = ["published", "rank"]


class NewBookingSerializer(StaySerializer):
    listing = serializers.CharField(max_length=40)


class BookingSerializer(serializers.ModelSerializer):
    check_in = serializers.DateField(source="nights.lower")
    check_out = serializers.DateField(source="nights.upper")

    class Meta:
        model = Booking
        fields = ["id", "listing_id", "check_in", "check_out", "guests", "state", "total", "expires_at"]
