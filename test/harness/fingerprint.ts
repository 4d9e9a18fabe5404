import type { Harness } from './index.ts';

/** Rows of every table and a digest of their content: equal before and after means that nothing was written. */
export async function fingerprint(h: Harness): Promise<Record<string, string>> {
  const tables = await h.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`,
  );
  const prints = await Promise.all(
    tables.map(({ name }) =>
      h.sql<{ name: string; print: string }>(
        `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
         from "${name}" t`,
      ),
    ),
  );
  return Object.fromEntries(prints.flat().map(({ name, print }) => [name, print]));
}
