-- What a channel shows again of our own calendar is told to no other channel: two that both do so would keep nights closed for
-- each other for ever. `told_at` is when we last told the closure's channel of its nights.
create table closure_echoes (
  closure_id text primary key references closures on delete cascade,
  told_at timestamptz not null
);

-- Whether a closure is such an echo. What its channel still shows two days after we told of it is its own: all have read us anew.
create function is_echo(closure text, at timestamptz) returns boolean language sql stable as $$
  select exists (select from closure_echoes where closure_id = closure and told_at > at - interval '2 days')
$$;

-- Whether a channel would close these nights by what it reads of ours, be it one stay or closure or some in a row: it begins
-- as one of them does, ends as one does, and has no other night between.
create function told_to(channel text, listing text, span daterange, at timestamptz) returns boolean
language sql stable as $$
  select coalesce(
    range_agg(nights) @> span and bool_or(lower(nights) = lower(span)) and bool_or(upper(nights) = upper(span)), false)
  from (
    select nights from claims
    where listing_id = listing and active and (expires_at is null or expires_at > at) and nights && span
    union all
    select nights from closures left join calendar_feeds on calendar_feeds.id = closures.feed_id
    where closures.listing_id = listing and nights && span and not is_echo(closures.id, at)
      and calendar_feeds.channel is distinct from told_to.channel
  ) as told
$$;
