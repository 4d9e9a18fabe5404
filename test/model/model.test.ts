import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { lives } from './commands.ts';
import { comeToRest, manners, newRun, startNowhere } from './real.ts';

/** `npm run model -- --runs N --seed S [--size medium]` plays more, longer ones, and a seed again. */
const RUNS = 200;

let h: Harness;
let nowhere: Awaited<ReturnType<typeof startNowhere>>;
beforeAll(async () => {
  [h, nowhere] = await Promise.all([startHarness({ vars: { SANDBOX: 'true' } }), startNowhere()]);
});
afterAll(async () => {
  await h.close();
  await nowhere.close();
});

test('whatever becomes of bookings, payments, webhooks, queue and Worker: no cent is lost, moved twice or misplaced', async () => {
  await fc.assert(
    fc.asyncProperty(lives(), manners, async (commands, manner) => {
      const run = await newRun(h, nowhere.url, manner);
      await fc.asyncModelRun(() => run, commands);
      await comeToRest(run.real);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 600_000);
