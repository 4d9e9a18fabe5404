-- Three nights between two stays of the market, at listings whose rules take any such stay, free for both services.
with gaps as (
  select listing_id, upper(nights) as check_in, lead(lower(nights)) over (partition by listing_id order by nights) as until
  from claims where active and listing_id in (select id from listings order by hashtextextended(id, 4) limit 40000)
)
select l.id as listing_id, check_in::text, (check_in + 3)::text as check_out
from gaps g join listings l on l.id = g.listing_id
where until - check_in >= 3 and check_in between $1::date + 7 and $1::date + 300
  and l.instant_booking and l.min_nights <= 3 and l.capacity >= 2 and not l.closed_to_arrival
  and l.arrival_weekdays = 127 and l.preparation_after = 0
  and not exists (select from closures c where c.listing_id = l.id and c.nights && daterange(check_in, check_in + 3))
  and not exists (select from night_rules r where r.listing_id = l.id and r.night between check_in and check_in + 3)
  and not exists (
    select from baseline.stays_booking b where b.listing_id = l.id and b.nights && daterange(check_in, check_in + 3)
  )
order by hashtextextended(l.id || check_in, 1)
limit $2
