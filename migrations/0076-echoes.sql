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
-- as one of them does, ends as one does, and has no other night between. A hold may end before anybody reads of it.
create function told_to(channel text, listing text, span daterange, at timestamptz) returns boolean
language sql stable as $$
  select coalesce(
    range_agg(nights) @> span and bool_or(lower(nights) = lower(span)) and bool_or(upper(nights) = upper(span)), false)
  from (
    select nights from claims where listing_id = listing and active and expires_at is null and nights && span
    union all
    select nights from closures left join calendar_feeds on calendar_feeds.id = closures.feed_id
    where closures.listing_id = listing and nights && span and not is_echo(closures.id, at)
      and calendar_feeds.channel is distinct from told_to.channel
  ) as told
  where exists (
    select from calendar_exports where calendar_exports.listing_id = listing and calendar_exports.channel = told_to.channel)
$$;

-- Of blocks that channels show each other by now, the one that came first is taken for its channel's own, and stays told.
do $$
declare block record;
begin
  for block in
    select closures.id, channel, closures.listing_id, nights
    from closures join calendar_feeds on calendar_feeds.id = feed_id
    where feed_kind = 'block' order by closures.created_at desc, closures.id desc
  loop
    insert into closure_echoes (closure_id, told_at)
    select block.id, now() where told_to(block.channel, block.listing_id, block.nights, now());
  end loop;
end $$;
