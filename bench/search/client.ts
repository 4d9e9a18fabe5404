import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import type { Asked } from './measure.ts';

/**
 * One client on a thread of its own: whenever it is told to, it asks all that it was given, each as soon as the one before was
 * answered, and says how long each took and how many rows came.
 */

/** One execution of a prepared statement. Rows are counted and not decoded: that is no work of the database's. */
class Execution implements pg.Submittable {
  #found = 0;
  readonly #name: string;
  readonly #values: readonly string[];
  readonly #done: (found: number) => void;
  readonly #failed: (error: Error) => void;

  constructor(name: string, values: readonly string[], done: (found: number) => void, failed: (error: Error) => void) {
    this.#name = name;
    this.#values = values;
    this.#done = done;
    this.#failed = failed;
  }

  submit(connection: pg.Connection): void {
    connection.stream.cork();
    connection.bind({ statement: this.#name, values: [...this.#values] }, true);
    connection.execute({}, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow(): void {
    this.#found += 1;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#done(this.#found);
  }

  handleError(error: Error): void {
    this.#failed(error);
  }
}

const { url, name, text, asked }: Asked & { url: string } = workerData;
const client = new pg.Client(url);
await client.connect();
// The first execution prepares it, which an execution of what is prepared doesn't.
for (const values of asked.slice(0, 1)) await client.query({ name, text, values: [...values] });

parentPort?.on('message', async () => {
  const times: { ms: number; found: number }[] = [];
  for (const values of asked) {
    const start = performance.now();
    const found = await new Promise<number>((resolve, reject) => {
      client.query(new Execution(name, values, resolve, reject));
    });
    times.push({ ms: performance.now() - start, found });
  }
  parentPort?.postMessage(times);
});
parentPort?.postMessage('ready');
