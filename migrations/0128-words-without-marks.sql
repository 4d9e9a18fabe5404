-- Words are looked for without the marks on their letters, and in titles and places without them: who types Malaga finds Málaga.
-- Strokes and ligatures are no marks that could be taken off: who types Wroclaw finds Wrocław too. Of a text only what has letters
-- or digits is a word that a title can have: a lone dash, as of a whole title that is looked for, is in none by `pg_trgm`. Nor is
-- any title read where nothing is looked for anywhere.
create function without_marks(words text) returns text language sql immutable parallel safe return
  case
    when octet_length(words) = length(words) then words
    else translate(
      normalize(regexp_replace(normalize(words, nfd), '[\u0300-\u036f]', '', 'g'), nfc),
      'łŁøØđĐðÐħĦıßæÆœŒ', 'lLoOdDdDhHisaAoO')
  end;

create index listings_plain_words on listings using gin (without_marks(title || ' ' || place) gin_trgm_ops)
where state = 'published';

create or replace function hits_by_text(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan set pg_trgm.word_similarity_threshold = 0.5 as $$
#variable_conflict use_column
declare
  words text[] := array(
    select word from regexp_split_to_table(without_marks(c.text), '\s+') word
    where show_trgm(word) <> '{}' order by length(word) desc, word);
  longest text := words[1];
begin
  if cardinality(c.areas) = 0 then return; end if;
  return query
  select s.listing_id, keyed.sort_key, keyed.price, keyed.distance, keyed.check_in
  from (
    select s.ctid as place, s.listing_id, offer.price, distance, offer.check_in,
      case c.sort when 'rank' then -s.rank when 'price' then comparable(s, c, offer.price) else distance end as sort_key
    from listings l
    join search_rows s on s.listing_id = l.id
    cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
    cross join lateral offers(s, c, stays) offer
    where l.state = 'published' and without_marks(l.title || ' ' || l.place) %> longest
      -- Of one word nothing is compared a second time.
      and not exists (select from unnest(words[2:]) word where not without_marks(l.title || ' ' || l.place) %> word)
      and exists (select from unnest(c.areas) area where point(s.longitude, s.latitude) <@ area)
      and (c.radius is null or distance <= c.radius)
      and fits(s, c)
      and price_fits(s, c, offer.price)
    offset 0
  ) keyed
  join search_rows s on s.ctid = keyed.place
  where keyed.sort_key is not null
    and (c.after_id is null or (keyed.sort_key, keyed.listing_id) > (c.after_key, c.after_id))
    and can_be_had(s, c)
  order by keyed.sort_key, keyed.listing_id
  limit c.page_size;
end $$;
