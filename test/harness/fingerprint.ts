import type { Harness } from './world.ts';

/**
 * Rows of every table and a digest of their content: equal before and after means that nothing was written. The counts
 * of the rate limit, which move when Redis is slow, are not looked at.
 */
export async function fingerprint(h: Harness): Promise<Record<string, string>> {
  const tables = await h.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'rate_counters'`,
  );
  const prints = await h.sql<{ name: string; print: string }>(
    tables
      .map(
        ({ name }) =>
          `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
           from "${name}" t`,
      )
      .join(' union all '),
  );
  return Object.fromEntries(prints.map(({ name, print }) => [name, print]));
}
