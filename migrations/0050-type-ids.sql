-- The id of a thing of this kind: a TypeID, its UUID in Crockford's base32 after the prefix, as the service makes them.
create function type_id(prefix text, id uuid) returns text language sql immutable as $$
  select prefix || '_' || string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + substring(B'00' || bits from 1 + 5 * place for 5)::integer, 1),
    '' order by place)
  from (select ('x' || translate(id::text, '-', ''))::bit(128) as bits) as whole, generate_series(0, 25) as place
$$;
