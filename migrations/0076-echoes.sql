-- What a channel shows again of our own calendar is told to no other channel: two that both do so would keep nights closed for
-- each other for ever.
alter table closures add column is_echo boolean not null default false;

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
    where closures.listing_id = listing and nights && span and not is_echo
      and calendar_feeds.channel is distinct from told_to.channel
  ) as told
$$;
