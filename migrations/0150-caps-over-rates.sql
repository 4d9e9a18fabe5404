-- A tax whose rate changes in the stay is a rule for each rate, of one name: its cap counts the nights at the former rates, each
-- once, as in `taxLines` in src/pricing/taxes.ts.
create or replace function added_taxes(
  jurisdiction text, currency text, unit smallint, c search_criteria, subtotal bigint
) returns bigint language plpgsql stable as $$
begin
  return coalesce(sum(case t.kind
      when 'percent' then share_of(subtotal, t.rate * taxed, 10000::bigint * c.nights, added_taxes.unit)
      when 'night' then to_chargeable(t.rate, added_taxes.unit) * taxed
      else to_chargeable(t.rate, added_taxes.unit) * taxed * case when t.exempt_children then c.adults else c.guests end
    end), 0)::bigint
  from tax_rules t
  cross join lateral (
    select least(
      case when t.cap_nights is not null then greatest(0, t.cap_nights - (
        select coalesce(sum(upper(nights) - lower(nights)), 0) from (
          select unnest(range_agg(daterange(former.valid_from, former.valid_to) * daterange(c.check_in, c.check_out))) as nights
          from tax_rules former
          where former.jurisdiction = t.jurisdiction and former.name = t.name and former.valid_to <= t.valid_from
            and coalesce(former.currency, added_taxes.currency) = added_taxes.currency
            and (former.exempt_from_nights is null or c.nights < former.exempt_from_nights)
        ) at_former_rates
      )) end,
      greatest(0, least(t.valid_to, c.check_out) - greatest(t.valid_from, c.check_in))
    )::bigint as taxed
  ) validity
  where t.jurisdiction = added_taxes.jurisdiction and not t.included
    and coalesce(t.currency, added_taxes.currency) = added_taxes.currency
    and (t.exempt_from_nights is null or c.nights < t.exempt_from_nights);
end $$;
