import type { Harness } from '../harness/world.ts';
import { torment } from './calls.ts';
import type { Part } from './lives.ts';

const MINUTE = 60_000;
/** Between turns: what failed is tried again after 10 s, 40 s, 160 s … */
const PAUSES = [1 / 2, 1, 3, 12, 20, 25, 60, 60].map((minutes) => minutes * MINUTE);
/** The queue delivers so many at a time: most of them wait for a Stripe that does not answer. */
const atOnce = Array.from({ length: 4 });

/** Whether something is made by this request, under a key. */
export function makes(method: string, path: string): boolean {
  return (
    method === 'POST' &&
    /^\/v1\/(payment_intents|customers|setup_intents|accounts|transfers|transfers\/\w+\/reversals)$/.test(path)
  );
}

/** Plays parts with their calls in trouble, then lets the sweep finish them, and says which troubles no call has met. */
export async function play(h: Harness, parts: readonly Part[]): Promise<string[]> {
  for (const part of parts) await part.before?.();
  const calls = [...new Set(parts.flatMap((part) => part.calls))];
  const { plan, spared } = torment(calls);
  h.faults.stripe.use(plan);
  h.clock.hasten(40);
  await Promise.all(parts.map((part) => part.act()));
  for (const pause of PAUSES) {
    await h.stripe.drain();
    await h.worker.runCron('* * * * *', h.clock.now());
    await Promise.all(atOnce.map(() => h.qstash.drain()));
    h.clock.advance(pause);
  }
  h.faults.stripe.reset();
  h.clock.hasten(1);
  h.clock.advance(60 * MINUTE);
  await h.drainJobs();
  return spared();
}
