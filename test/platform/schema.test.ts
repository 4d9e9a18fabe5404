import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDatabase, dropDatabase } from '../../local/postgres/index.ts';
import { idOfUuid } from '../../src/kernel/ids.ts';
import { type DeclaredColumn, declaredTables } from './declared-tables.ts';

const database = `schema_${crypto.randomUUID().replaceAll('-', '')}`;
let client: pg.Client;
beforeAll(async () => {
  await createDatabase(inject('postgres'), database, { template: inject('template') });
  const url = new URL(inject('postgres'));
  url.pathname = `/${database}`;
  client = new pg.Client(url.toString());
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await dropDatabase(inject('postgres'), database);
});

const declared = declaredTables();

// Search's own tables are read by the database's functions alone.
test('the types of the tables are what the migrations make: columns, nulls, defaults and kinds of values', async () => {
  const { rows } = await client.query<Column>(`
    select table_name, column_name, udt_name, is_nullable = 'YES' as nullable,
      (column_default is not null) as has_default,
      (is_identity = 'YES' and identity_generation = 'ALWAYS') or is_generated = 'ALWAYS' as always
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migrations'
      and table_name !~ '^search_'`);
  expect(rows.length).toBeGreaterThan(50);
  const tables = Map.groupBy(rows, (row) => row.table_name);
  const migrated = Object.fromEntries(
    [...tables].map(([table, columns]) => [table, Object.fromEntries(columns.map(columnOf))]),
  );
  expect(withoutValues(declared)).toEqual(migrated);
});

test('a column whose check lists its values has exactly these in its type', async () => {
  const { rows } = await client.query<{ table_name: string; column_name: string; definition: string }>(`
    select c.relname as table_name, a.attname as column_name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_attribute a on a.attrelid = c.oid and k.conkey = array[a.attnum]
    where k.contype = 'c' and k.connamespace = 'public'::regnamespace`);
  const lists = rows.flatMap(({ table_name, column_name, definition }) => {
    const list = new RegExp(`^CHECK \\(\\(${column_name} = ANY \\(ARRAY\\[([^\\]]*)\\]\\)\\)\\)$`).exec(
      definition,
    )?.[1];
    const values = [...(list?.matchAll(/'([^']*)'::text/g) ?? [])].map(([, value = '']) => value);
    return list === undefined ? [] : [{ at: `${table_name}.${column_name}`, values }];
  });
  expect(lists.length).toBeGreaterThan(5);
  for (const { at, values } of lists) {
    const [table = '', column = ''] = at.split('.');
    expect([at, new Set(declared[table]?.[column]?.values)]).toEqual([at, new Set(values)]);
  }
});

test('an id that the database makes is the one that the service reads of its UUID', async () => {
  const uuids = ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff', crypto.randomUUID()];
  for (const uuid of uuids) {
    const { rows } = await client.query<{ id: string }>(`select type_id('job', $1) as id`, [uuid]);
    expect(rows).toEqual([{ id: idOfUuid('job', uuid) }]);
  }
});

interface Column {
  table_name: string;
  column_name: string;
  udt_name: string;
  nullable: boolean;
  has_default: boolean;
  always: boolean;
}

function columnOf(row: Column): [string, DeclaredColumn] {
  const filled = row.always ? 'always' : row.has_default || row.nullable ? 'optionally' : 'never';
  return [row.column_name, { nullable: row.nullable, filled, kind: kindOf(row.udt_name) }];
}

function kindOf(type: string): DeclaredColumn['kind'] {
  if (/^(int|float)\d$/.test(type)) return 'number';
  if (type === 'bool') return 'boolean';
  if (type === 'timestamptz') return 'Date';
  if (type === '_text') return 'string[]';
  return type === 'jsonb' ? 'json' : 'string';
}

function withoutValues(tables: typeof declared): typeof declared {
  return Object.fromEntries(
    Object.entries(tables).map(([table, columns]) => [
      table,
      Object.fromEntries(
        Object.entries(columns).map(([name, { nullable, filled, kind }]) => [name, { nullable, filled, kind }]),
      ),
    ]),
  );
}
