import type { Client, Connection, FieldDef, Submittable } from 'pg';

/** What a statement takes and gives, by the names of PostgreSQL's types. */
export interface Described {
  parameters: string[];
  columns: { name: string; type: string }[];
}

/** Asks PostgreSQL what this statement takes and gives, without running it. Throws what PostgreSQL finds wrong with it. */
export async function describeStatement(client: Client, text: string): Promise<Described> {
  const fields = await new Promise<FieldDef[]>((resolve, reject) => client.query(new Describe(text, resolve, reject)));
  const { rows } = await client.query<Described>(
    `select parameter_types::text[] as parameters,
       (select coalesce(json_agg(json_build_object('name', name, 'type', format_type(type, null)) order by at), '[]')
        from unnest($2::text[], $3::oid[]) with ordinality as given (name, type, at)) as columns
     from pg_prepared_statements where name = $1`,
    [NAME, fields.map(({ name }) => name), fields.map(({ dataTypeID }) => dataTypeID)],
  );
  await client.query(`deallocate ${NAME}`);
  const [described] = rows;
  if (described === undefined) throw new Error(`not prepared: ${text}`);
  return described;
}

const NAME = 'described';

// What `pg` asks of a query of one's own: it has no way to describe a statement and not run it.
class Describe implements Submittable {
  readonly #text: string;
  readonly #resolve: (fields: FieldDef[]) => void;
  readonly #reject: (error: Error) => void;
  #fields: FieldDef[] = [];

  constructor(text: string, resolve: (fields: FieldDef[]) => void, reject: (error: Error) => void) {
    this.#text = text;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.parse({ name: NAME, text: this.#text, types: [] }, true);
    connection.describe({ type: 'S', name: NAME }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.#fields = fields;
  }

  handleError(error: Error): void {
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#fields);
  }
}
