import type { Connection, FieldDef, PoolClient, Submittable } from 'pg';

export type Statement = { text: string; params: (string | null)[] };

/** One statement's outcome, as Neon words it; cells are PostgreSQL's text. */
export type Result = {
  command: string;
  rowCount: number | null;
  fields: FieldDef[];
  rows: (string | null)[][];
  rowAsArray: true;
};

/** Names of the statements that a connection has prepared, by their text. */
export type Prepared = Map<string, string>;

/**
 * Sends all statements at once, with PostgreSQL inferring the types, and one Sync behind them: one trip, and the first
 * error skips the rest. Rejects with that error.
 * @param prepared of this connection: its statements are not parsed again, and others join them. Without it each is unnamed.
 */
export function pipeline(client: PoolClient, statements: Statement[], prepared?: Prepared): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    client.query(new Pipeline(statements, prepared, resolve, reject));
  });
}

let names = 0;

// What `pg` asks of a query of one's own; its own query class sends a Sync behind each, and parses the cells.
class Pipeline implements Submittable {
  readonly #statements: Statement[];
  readonly #prepared: Prepared | undefined;
  readonly #resolve: (results: Result[]) => void;
  readonly #reject: (error: Error) => void;
  readonly #names: string[] = [];
  readonly #results: Result[] = [];
  #current = emptyResult();

  constructor(
    statements: Statement[],
    prepared: Prepared | undefined,
    resolve: (results: Result[]) => void,
    reject: (error: Error) => void,
  ) {
    this.#statements = statements;
    this.#prepared = prepared;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    for (const { text, params } of this.#statements) {
      const known = this.#prepared?.get(text);
      const name = known ?? (this.#prepared && params.length > 0 ? `s${++names}` : '');
      this.#names.push(name);
      if (known === undefined) connection.parse({ name, text, types: [] }, true);
      connection.bind({ statement: name, values: params }, true);
      connection.describe({ type: 'P' }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.#current.fields = fields;
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#current.rows.push(fields);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const words = text.split(' ');
    const count = Number(words.at(-1));
    this.#current.command = words[0] ?? '';
    this.#current.rowCount = Number.isNaN(count) ? null : count;
    this.#finishStatement();
  }

  handleEmptyQuery(): void {
    this.#finishStatement();
  }

  handleError(error: Error): void {
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#results);
  }

  #finishStatement(): void {
    const at = this.#results.length;
    const [statement, name] = [this.#statements[at], this.#names[at]];
    if (statement && name) this.#prepared?.set(statement.text, name);
    this.#results.push(this.#current);
    this.#current = emptyResult();
  }
}

function emptyResult(): Result {
  return { command: '', rowCount: null, fields: [], rows: [], rowAsArray: true };
}
