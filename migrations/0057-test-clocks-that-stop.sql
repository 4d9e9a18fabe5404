-- What a test clock was stopped by, `{job, error}`: something of the booking that fails however often it is tried.
alter table test_clocks add column stopped_by jsonb;
