import type { Harness } from './world.ts';

/**
 * Rows of every table and a digest of their content: equal before and after means that nothing was written. The counts
 * of the rate limit, which move when Redis is slow, are not looked at.
 */
export async function fingerprint(h: Harness): Promise<Record<string, string>> {
  const tables = await h.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = $1 order by name",
    ['r'],
  );
  const prints = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
       from "${name}" t`,
  );
  // With a parameter it is prepared: to plan a hundred tables takes longer than to read them.
  const rows = await h.sql<{ name: string; print: string }>(
    `select * from (${prints.join(' union all ')}) as tables where name <> $1`,
    ['rate_counters'],
  );
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
}
