import { areBounded, CANCELLED, DatabaseError, failureOf, type Send } from '../platform/db/index.ts';

/** Reads that run beside each other and share their round trips. */
interface Together {
  /** What the reads send by. */
  send: Send;
  /** Runs one read; what it sends waits for the others that run. */
  run<T>(read: () => Promise<T>): Promise<T>;
}

type Statements = Parameters<Send>[0];
interface Waiting {
  queries: Statements;
  resolve(rows: unknown[][]): void;
  reject(error: unknown): void;
}

/**
 * Gathers what reads send until every one that runs waits for the database, and sends it as one transaction: so a level
 * of a query costs one round trip, however many things are on it. Only for reads: when the database refuses one statement,
 * or ends one that takes too long, each is sent again on its own, so that it is told to the one whose it is. A database
 * that is away is away for all.
 * @param sent is called for each round trip, with the number of statements
 * @param admit is asked before each read that is sent again; what it throws is that read's answer
 */
export function together(send: Send, sent: (queries: number) => void, admit: () => Promise<void>): Together {
  let running = 0;
  let waiting: Waiting[] = [];
  let due = false;

  function check(): void {
    if (due || waiting.length === 0 || waiting.length < running) return;
    due = true;
    // A turn of the event loop: resolvers that are about to start still join.
    setTimeout(() => {
      due = false;
      if (waiting.length < running) return;
      // First what may take long: others take locks that are held until all has ended, as readers of events do.
      const group = waiting.toSorted((a, b) => Number(areBounded(b.queries)) - Number(areBounded(a.queries)));
      waiting = [];
      void flush(group);
    }, 0);
  }

  async function flush(group: readonly Waiting[]): Promise<void> {
    try {
      const rows = await count(group.flatMap(({ queries }) => queries));
      let start = 0;
      for (const { queries, resolve } of group) {
        resolve(rows.slice(start, start + queries.length));
        start += queries.length;
      }
    } catch (error) {
      const [only, ...others] = group;
      if (only !== undefined && others.length === 0) only.reject(error);
      else if (!isRefusal(error)) for (const { reject } of group) reject(error);
      else for (const { queries, resolve, reject } of group) await again(queries).then(resolve, reject);
    }
  }

  async function again(queries: Statements): Promise<unknown[][]> {
    await admit();
    return count(queries);
  }

  function count(queries: Statements): Promise<unknown[][]> {
    sent(queries.length);
    return send(queries);
  }

  return {
    send: (queries) =>
      new Promise((resolve, reject) => {
        waiting.push({ queries, resolve, reject });
        check();
      }),
    async run(read) {
      running += 1;
      try {
        return await read();
      } finally {
        running -= 1;
        check();
      }
    },
  };
}

// Stale, too: a read that writes, as a receipt does, may find another's there, which is no business of those beside it.
function isRefusal(error: unknown): boolean {
  const refused = new DatabaseError(error);
  const { kind } = failureOf(refused);
  return refused.sqlState === CANCELLED || kind === 'problem' || kind === 'fault' || kind === 'stale';
}
