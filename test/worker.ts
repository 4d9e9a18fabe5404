import { createApp, onCron } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { neonSend } from '../src/platform/db/neon.ts';
import type { Assets } from '../src/platform/http/docs.ts';
import { loadPasswordHasher } from '../src/platform/password-wasm.ts';
import { createRuntime } from '../src/runtime.ts';
import { AFTER_WORK, ANEW } from './harness/after-work.ts';
import { READING, SETTINGS } from './harness/reading.ts';

type Environment = Readonly<Record<string, unknown>> & { ASSETS: Assets };
interface Execution {
  waitUntil(work: Promise<unknown>): void;
  passThroughOnException(): void;
  props: unknown;
}

/** A cron waits no longer than this for work that its isolate may have lost. */
const WAIT_FOR_WORK_MS = 2_000;

// The product's worker, except that the instant it decides at is the test's clock's, and that a cron comes after
// the work which answers have left behind: what that work leaves undone is then there for the cron to find.
let working = 0;
let service: ReturnType<typeof start> | undefined;
let heard = { moves: -1, now: new Date(Number.NaN), haste: 1 };

function start(environment: Environment) {
  const config = parseConfig(environment);
  const send = neonSend(config.database.url, config.database.endpoint);
  const runtime = {
    ...createRuntime(config, send, loadPasswordHasher(), environment.ASSETS),
    now: () => heard.now,
  };
  return { runtime, app: createApp(runtime) };
}

// Each request asks for itself: in workerd none may wait for what another does.
async function serviceOf(environment: Environment): Promise<ReturnType<typeof start>> {
  if (service !== undefined) return service;
  const told = await fetch(`${environment.CLOCK_URL}${SETTINGS}`);
  const settings: Record<string, string> = await told.json();
  service ??= start({ ...environment, ...settings });
  return service;
}

/** Learns the time: what a request brings, or the clock's answer. What was sent earlier may come later. */
async function hear(environment: Environment, brought?: string | null): Promise<void> {
  const reading = brought ?? (await (await fetch(String(environment.CLOCK_URL))).text());
  const [moves = '', now = '', haste = ''] = reading.split(' ');
  if (Number(moves) >= heard.moves) heard = { moves: Number(moves), now: new Date(now), haste: Number(haste) };
}

// Waits and time-outs take a part of their time, so that what never answers does not cost a test ten seconds.
const { setTimeout: wait } = globalThis;
Object.assign(globalThis, {
  setTimeout: (work: () => void, ms = 0, ...given: unknown[]) => wait(work, ms / heard.haste, ...given),
});

function counted(execution: Execution): Execution {
  return {
    waitUntil(work) {
      working += 1;
      execution.waitUntil(work.finally(() => (working -= 1)));
    },
    passThroughOnException: () => execution.passThroughOnException(),
    props: execution.props,
  };
}

async function workIsOver(): Promise<void> {
  const started = Date.now();
  while (working > 0 && Date.now() - started < WAIT_FOR_WORK_MS) await new Promise((resolve) => setTimeout(resolve, 1));
}

export default {
  async fetch(request: Request, environment: Environment, execution: Execution) {
    await hear(environment, request.headers.get(READING));
    const { app } = await serviceOf(environment);
    return app.fetch(request, environment, counted(execution));
  },
  async scheduled({ cron }: { cron: string }, environment: Environment, execution: Execution) {
    await workIsOver();
    if (cron === ANEW) {
      service = undefined;
      heard.moves = -1;
    }
    if (cron === ANEW || cron === AFTER_WORK) return;
    await hear(environment);
    const { runtime } = await serviceOf(environment);
    await onCron(runtime, cron, (work) => execution.waitUntil(work));
  },
};
