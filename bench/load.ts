import { type Answer, Connection, type Request } from './connection.ts';

interface Load {
  port: number;
  clients: number;
  /** Ends when so much time is over, or when `next` has no more. */
  seconds: number;
  next(): Request | undefined;
  /** What it has to answer; anything else is counted as a failure. */
  status: number;
  /** Sees each answer that is right. */
  hear?(answer: Answer): void;
}

export interface Measured {
  clients: number;
  requests: number;
  failures: number;
  /** Answered rightly, a second. */
  rate: number;
  p50: number;
  p99: number;
  /** A wrong answer, to see what is wrong. */
  fault?: string;
}

/** So many clients, each on one kept connection, each asking as soon as it was answered. */
export async function measure({ port, clients, seconds, next, status, hear }: Load): Promise<Measured> {
  const times: number[] = [];
  const faults: string[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;

  async function client(): Promise<void> {
    const connection = new Connection(port);
    while (performance.now() < end) {
      const request = next();
      if (request === undefined) break;
      const asked = performance.now();
      try {
        const answer = await connection.ask(request);
        if (answer.status !== status) {
          faults.push(`${answer.status} ${answer.body.slice(0, 300)}`);
          continue;
        }
        times.push(performance.now() - asked);
        hear?.(answer);
      } catch (error) {
        connection.close();
        faults.push(String(error));
      }
    }
    connection.close();
  }

  await Promise.all(Array.from({ length: clients }, client));
  const took = (performance.now() - started) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const [fault] = faults;
  return {
    clients,
    requests: times.length,
    failures: faults.length,
    rate: times.length / took,
    p50: quantile(0.5),
    p99: quantile(0.99),
    ...(fault === undefined ? {} : { fault }),
  };
}
