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

/**
 * Sends all statements at once, each unnamed, with PostgreSQL inferring the types, and one Sync behind them: one trip, and the first
 * error skips the rest. Rejects with that error.
 */
export function pipeline(client: PoolClient, statements: Statement[]): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    client.query(new Pipeline(statements, resolve, reject));
  });
}

// What `pg` asks of a query of one's own; its own query class sends a Sync behind each, and parses the cells.
class Pipeline implements Submittable {
  readonly #statements: Statement[];
  readonly #resolve: (results: Result[]) => void;
  readonly #reject: (error: Error) => void;
  readonly #results: Result[] = [];
  #current = emptyResult();

  constructor(statements: Statement[], resolve: (results: Result[]) => void, reject: (error: Error) => void) {
    this.#statements = statements;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    for (const { text, params } of this.#statements) {
      connection.parse({ name: '', text, types: [] }, true);
      connection.bind({ values: params }, true);
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
    this.#results.push(this.#current);
    this.#current = emptyResult();
  }
}

function emptyResult(): Result {
  return { command: '', rowCount: null, fields: [], rows: [], rowAsArray: true };
}
