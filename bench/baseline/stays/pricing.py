from datetime import timedelta

FRIDAY, SATURDAY = 4, 5


def total_of(listing, check_in, check_out, guests):
    """What the guest pays in all; needs the listing's prices of these nights prefetched as `priced`."""
    own = {price.night: price.amount for price in listing.priced}
    nights = [check_in + timedelta(days=day) for day in range((check_out - check_in).days)]
    rate = sum(own.get(night, ordinary_rate(listing, night)) for night in nights)
    rate -= share(rate, discount_of(listing, len(nights)))
    extra = max(0, guests - listing.guests_included) * listing.extra_guest_fee * len(nights)
    subtotal = rate + extra + listing.cleaning_fee
    return subtotal + share(subtotal, listing.guest_fee_bps)


def ordinary_rate(listing, night):
    return listing.weekend_nightly if night.weekday() in (FRIDAY, SATURDAY) else listing.base_nightly


def discount_of(listing, nights):
    if nights >= 28:
        return listing.monthly_discount_bps
    return listing.weekly_discount_bps if nights >= 7 else 0


def share(amount, bps):
    return (2 * amount * bps + 10_000) // 20_000
