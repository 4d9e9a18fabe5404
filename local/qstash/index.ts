import { Faults, serveWithFaults } from '../faults.ts';
import { type Disorder, Dispatcher } from './dispatcher.ts';
import { SigningKeys } from './keys.ts';
import { createHandler } from './routes.ts';
import { Store } from './store.ts';
import { type DeadLetterView, type PendingView, viewDeadLetter, viewPending } from './views.ts';

type QstashOptions = Disorder & {
  /** Ephemeral without. */
  port?: number | undefined;
  faults?: Faults | undefined;
  /** Milliseconds since the epoch; signatures keep real time whatever it says. */
  clock?: (() => number) | undefined;
  /** The bearer token, `local` without. */
  token?: string | undefined;
  /** Random without. */
  currentSigningKey?: string | undefined;
  nextSigningKey?: string | undefined;
  /** Delivers by itself, up to ten at once; without, only `deliverDue` and `drain` deliver. */
  autorun?: boolean | undefined;
};

export type RunningQstash = {
  url: string;
  token: string;
  faults: Faults;
  signingKeys(): { current: string; next: string };
  /** Delivers, one after the other, all that is due by the clock and awaits the answers; the number of attempts made. */
  deliverDue(): Promise<number>;
  /** Delivers until nothing is due, that which deliveries publish included; the number of attempts made. */
  drain(): Promise<number>;
  /** All that is not done, in the order of publication. */
  pending(): PendingView[];
  dlq(): DeadLetterView[];
  /** From now on delivers each message twice or in random order; `{}` ends it. */
  disturb(disorder: Disorder): void;
  /** An outage: refuses every request by way of `faults`, in place of their plan, and delivers nothing. */
  pause(): void;
  /** Ends the outage, and lifts any plan of `faults`. */
  resume(): void;
  close(): Promise<void>;
};

/** QStash on this machine, its state in memory. Throws when the port is in use. */
export async function startQstash(options: QstashOptions = {}): Promise<RunningQstash> {
  const { port, faults = new Faults(), clock = Date.now, token = 'local', duplicates, shuffle } = options;
  const store = new Store(clock);
  const keys = new SigningKeys(options.currentSigningKey, options.nextSigningKey);
  const dispatcher = new Dispatcher(store, clock, () => keys.both().current);
  dispatcher.disorder = { duplicates, shuffle };

  const handle = createHandler({ store, keys, token, clock });
  const server = await serveWithFaults({
    port,
    faults,
    handle: async (request) => {
      const response = await handle(request);
      dispatcher.wake();
      return response;
    },
  });
  if (options.autorun) dispatcher.start();

  return {
    url: server.url,
    token,
    faults,
    signingKeys: () => keys.both(),
    deliverDue: () => dispatcher.deliverDue(),
    drain: () => dispatcher.drain(),
    pending: () => [...store.pending.values()].map(viewPending),
    dlq: () => [...store.dlq.values()].map(viewDeadLetter),
    disturb: (disorder) => {
      dispatcher.disorder = disorder;
    },
    pause: () => {
      dispatcher.paused = true;
      faults.use(() => 'refuse');
    },
    resume: () => {
      dispatcher.paused = false;
      faults.use(undefined);
    },
    close: async () => {
      await server.close();
      await dispatcher.close();
    },
  };
}
