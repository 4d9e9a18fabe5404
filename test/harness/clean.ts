import pg from 'pg';

/** What a migrated database holds before anybody has used it. */
export interface Beginning {
  /** Of each table that has any. */
  rows: { table: string; columns: string[]; rows: string }[];
  sequences: { name: string; value: string; called: boolean }[];
  schema: string;
  bytes: number;
}

/** By how much a database may grow before a new one is cheaper than to go on with it. */
const MOST_GROWTH = 16 << 20;

/** The name that connections give which a test has opened for itself. */
export const OWN = 'own';

const SCHEMA = `
  select md5(string_agg(part, ' ' order by part)) as schema, pg_database_size(current_database())::float8 as bytes
  from (${['pg_class', 'pg_attribute', 'pg_proc', 'pg_constraint', 'pg_index', 'pg_trigger', 'pg_type', 'pg_namespace']
    .map((name) => `select '${name}' || count(*) || ' ' || sum(xmin::text::bigint) as part from ${name}`)
    .join(' union all ')}) parts`;

interface State {
  schema: string;
  bytes: number;
}

/** Looks at a database that nobody has used. */
export async function beginningOf(pool: pg.Pool): Promise<Beginning> {
  const sql = async <Row extends pg.QueryResultRow>(text: string) => (await pool.query<Row>(text)).rows;
  const tables = await sql<{ name: string; columns: string[] }>(`
    select relname as name, array_agg(quote_ident(attname) order by attnum) as columns from pg_class
    join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
    where relkind = 'r' and relnamespace = 'public'::regnamespace group by relname`);
  const rows = await sql<{ table: string; rows: string | null }>(
    tables
      .map(
        ({ name }) =>
          `select ${pg.escapeLiteral(name)} as table, jsonb_agg(t)::text as rows from ${pg.escapeIdentifier(name)} t`,
      )
      .join(' union all '),
  );
  const sequences = await sql<{ name: string }>(
    `select sequencename as name from pg_sequences where schemaname = 'public'`,
  );
  const values = await Promise.all(
    sequences.map(async ({ name }) => {
      const found = await sql<{ value: string; called: boolean }>(
        `select last_value::text as value, is_called as called from ${pg.escapeIdentifier(name)}`,
      );
      return found.map((one) => ({ name, ...one }));
    }),
  );
  const [state] = await sql<State>(SCHEMA);
  if (state === undefined) throw new Error('the catalogue gave no answer');
  const columnsOf = new Map(tables.map(({ name, columns }) => [name, columns]));
  return {
    ...state,
    sequences: values.flat(),
    rows: rows.flatMap((one) =>
      one.rows === null ? [] : { table: one.table, rows: one.rows, columns: columnsOf.get(one.table) ?? [] },
    ),
  };
}

/**
 * Has a database hold what it did in the beginning, and be as small: half of what a new one costs is that nothing in it
 * has been planned. False when it cannot be: somebody has changed its tables, holds on to it, or has filled it.
 */
export async function clean(pool: pg.Pool, beginning: Beginning): Promise<boolean> {
  const client = await pool.connect();
  try {
    const [state] = (await client.query<State>(SCHEMA)).rows;
    if (state?.schema !== beginning.schema || state.bytes > beginning.bytes + MOST_GROWTH) return false;
    await client.query(cleaning(beginning));
    return true;
  } catch {
    return false;
  } finally {
    // One that failed is in a transaction still.
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

// Without triggers and foreign keys: what is append-only for all others goes too, in any order.
function cleaning({ rows, sequences }: Beginning): string {
  return [
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = '${OWN}'`,
    'begin',
    `set local lock_timeout = '2s'`,
    'set local session_replication_role = replica',
    `do $$ declare name text; begin
      for name in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('delete from %I', name);
      end loop;
    end $$`,
    ...rows.map(({ table, columns, rows }) => {
      const [name, list] = [pg.escapeIdentifier(table), columns.join(', ')];
      return `insert into ${name} (${list}) overriding system value
        select ${list} from jsonb_populate_recordset(null::${name}, ${pg.escapeLiteral(rows)})`;
    }),
    ...sequences.map(
      ({ name, value, called }) => `select setval(${pg.escapeLiteral(pg.escapeIdentifier(name))}, ${value}, ${called})`,
    ),
    'commit',
  ].join(';');
}
