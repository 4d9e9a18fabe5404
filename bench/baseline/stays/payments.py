import http.client
import json
import threading
from urllib.parse import urlencode, urlsplit

from django.conf import settings

kept = threading.local()


def open_payment(booking):
    """Asks Stripe for the intent that pays for the booking, after it was committed; its id."""
    if not hasattr(kept, "connection"):
        kept.connection = http.client.HTTPConnection(urlsplit(settings.STRIPE_URL).netloc, timeout=10)
    form = {
        "amount": booking.total,
        "currency": booking.listing.currency.lower(),
        "metadata[booking]": booking.pk,
        "automatic_payment_methods[enabled]": "true",
    }
    headers = {
        "Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": f"booking-{booking.pk}",
    }
    try:
        kept.connection.request("POST", "/v1/payment_intents", urlencode(form), headers)
        response = kept.connection.getresponse()
        intent = json.loads(response.read())
    except http.client.HTTPException:
        kept.connection.close()
        raise
    if response.status != 200:
        raise RuntimeError(f"Stripe answered {response.status}: {intent}")
    return intent["id"]
