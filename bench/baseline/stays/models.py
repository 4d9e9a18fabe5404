from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models


class Listing(models.Model):
    id = models.CharField(primary_key=True, max_length=40)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="listings")
    published = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    property_type = models.CharField(max_length=40)
    room_type = models.CharField(max_length=40)
    capacity = models.SmallIntegerField()
    bedrooms = models.SmallIntegerField()
    beds = models.SmallIntegerField()
    amenities = models.BigIntegerField(default=0)
    latitude = models.FloatField()
    longitude = models.FloatField()
    time_zone = models.CharField(max_length=60)
    min_nights = models.SmallIntegerField(default=1)
    max_nights = models.SmallIntegerField(default=365)
    currency = models.CharField(max_length=3, default="USD")
    base_nightly = models.BigIntegerField()
    weekend_nightly = models.BigIntegerField()
    cleaning_fee = models.BigIntegerField(default=0)
    extra_guest_fee = models.BigIntegerField(default=0)
    guests_included = models.SmallIntegerField(default=1)
    weekly_discount_bps = models.IntegerField(default=0)
    monthly_discount_bps = models.IntegerField(default=0)
    guest_fee_bps = models.IntegerField(default=0)
    instant_booking = models.BooleanField(default=True)
    rating_tenths = models.SmallIntegerField(null=True)
    review_count = models.IntegerField(default=0)
    rank = models.FloatField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["-rank", "-id"], name="listing_rank", condition=models.Q(published=True)),
            models.Index(fields=["latitude", "longitude"], name="listing_place", condition=models.Q(published=True)),
        ]


class NightPrice(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="night_prices", db_index=False)
    night = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "night"], name="night_price_once")]


class Closure(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="closures", db_index=False)
    nights = DateRangeField()

    class Meta:
        indexes = [GistIndex(fields=["listing", "nights"], name="closure_nights")]


LIVE = ["held", "confirmed"]


class Booking(models.Model):
    class State(models.TextChoices):
        HELD = "held"
        CONFIRMED = "confirmed"
        CANCELLED = "cancelled"

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    guest = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings", null=True)
    nights = DateRangeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.HELD)
    guests = models.SmallIntegerField(default=1)
    total = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    payment_intent = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [GistIndex(fields=["listing", "nights"], name="booking_live", condition=models.Q(state__in=LIVE))]
