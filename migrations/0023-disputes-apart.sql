-- Without a lost dispute, a refund beyond what was captured is a mistake of ours, and not told as a dispute.
alter table payments drop constraint payments_disputes_covered;
alter table payments add constraint payments_disputes_covered check (
  disputed_amount = 0 or (0 < disputed_amount and refunded_amount + disputed_amount <= captured_amount));
