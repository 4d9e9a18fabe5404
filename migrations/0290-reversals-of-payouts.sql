-- What was taken back of a transfer in Stripe's dashboard names the payout, as far as its stay had no other.
update stripe_movements set paid_id = made.id
from payouts as made
where starts_with(reference, 'trr_') and paid_id is null
  and made.booking_id = subject and made.stripe_transfer_id is not null
  and not exists (
    select from payouts as other
    where other.booking_id = made.booking_id and other.stripe_transfer_id is not null and other.id <> made.id);
