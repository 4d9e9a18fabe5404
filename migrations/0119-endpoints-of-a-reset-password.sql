-- What endpoints of an account are disabled by whose password is reset by a mailed link: who had it could have made some.
alter table webhook_endpoints drop constraint webhook_endpoints_reason_known;
alter table webhook_endpoints add constraint webhook_endpoints_reason_known
  check (disabled_reason in ('owner', 'gone', 'failing', 'password-reset'));
