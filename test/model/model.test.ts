import fc from 'fast-check';
import { afterAll, beforeAll, onTestFinished, test } from 'vitest';
import { startHarness } from '../harness/index.ts';
import { lives } from './commands.ts';
import { comeToEnd, fund, manners, newRun, startNowhere } from './real.ts';

/** `npm run model -- --runs N --seed S [--size medium]` plays more, longer ones, and a seed again. */
const RUNS = 200;
/** Then a new world is made: what is checked after each step grows with all that was played. */
const RUNS_A_WORLD = 25;

const { seed = 0 } = fc.readConfigureGlobal();
const worlds = Array.from({ length: RUNS / RUNS_A_WORLD }, (_, world) => ({ seed: seed + world * RUNS_A_WORLD }));

let nowhere: Awaited<ReturnType<typeof startNowhere>>;
beforeAll(async () => {
  nowhere = await startNowhere();
});
afterAll(() => nowhere.close());

test.each(worlds)(
  'whatever becomes of bookings, payments, webhooks, queue and Worker: no cent is lost, moved twice or misplaced (seed $seed)',
  async ({ seed }) => {
    const h = await startHarness({ vars: { SANDBOX: 'true' } });
    onTestFinished(() => h.close());
    await fund(h);
    await fc.assert(
      fc.asyncProperty(lives(), manners, async (commands, manner) => {
        const run = await newRun(h, nowhere.url, manner);
        await fc.asyncModelRun(() => run, commands);
        await comeToEnd(run.real);
      }),
      { seed, numRuns: RUNS_A_WORLD, endOnFailure: true },
    );
  },
  300_000,
);
