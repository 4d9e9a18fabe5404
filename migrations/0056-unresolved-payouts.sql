-- What an operator has to look at: payouts and reversals of which nobody knows whether Stripe has made them. There are few.
create index payouts_unresolved on payouts (unresolved_at desc, id desc) where unresolved_at is not null;
create index payout_reversals_unresolved on payout_reversals (unresolved_at desc, id desc) where unresolved_at is not null;
