-- Has each statement that follows in this transaction ended so many milliseconds after the transaction began: several have
-- them together.
create function bound_statements(milliseconds integer) returns void language sql as $$
  select set_config('statement_timeout',
    greatest(1, milliseconds - 1000 * extract(epoch from clock_timestamp() - now()))::integer::text, true)
$$;
