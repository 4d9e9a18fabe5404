import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startGround } from '../test/harness/ground.ts';
import { type Site, startWorld } from '../test/harness/world.ts';
import { lives } from '../test/model/commands.ts';
import { comeToEnd, fund, manners, newRun, startNowhere } from '../test/model/real.ts';

/**
 * Plays lives of bookings and their money over the whole stack, with all that can go wrong, and holds every step to
 * what must be true: `npm run model -- --runs 1000 --seed 7 [--size medium]`. The same seed plays the same again, and each world has
 * the seed of the first of its lives: `--seed 7 --runs 100000` plays what `--seed 7 --runs 500`, `--seed 507 --runs 500` and so on
 * play, on other days or several at a time. A life that breaks something is printed at once, with `--shrink` as short as it can be
 * made.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    size: { type: 'string', default: 'small' },
    shrink: { type: 'boolean', default: false },
  },
});
/** Then a new world is made: what is checked after each step grows with all that was played. */
const RUNS_A_WORLD = 25;

/** It says how far it is whenever so many are played. */
const TOLD_EVERY = 1_000;

/** What lives came to: a run in which nothing was paid out has shown nothing of payouts. */
const CAME_ABOUT = `
  select 'booking ' || state as what, count(*)::int as times from bookings group by state
  union all select 'alteration ' || state, count(*)::int from alterations group by state
  union all select 'refund ' || state, count(*)::int from refunds group by state
  union all select 'payout ' || state, count(*)::int from payouts group by state
  union all select 'reversal ' || state, count(*)::int from payout_reversals group by state
  union all select 'dispute ' || state, count(*)::int from disputes group by state
  union all select 'rest ' || coalesce(state, 'not due'), count(*)::int
    from booking_rests left join payments on payments.id = payment_id group by state
  union all select 'of the dashboard ' || what, count(distinct effect)::int from (
      select effect, case when effect like '%-failed:%' then 'came back' else 'counted' end as what from ledger_entries
      where effect ~ '^refund-outside') as outside group by what
  union all select 'deposit ' || state, count(*)::int from deposits group by state
  union all select 'deposit claimed', count(*)::int from deposits where claim_amount is not null
  union all select 'deposit dispute ' || state, count(*)::int from disputes where deposit_id is not null group by state
  union all select 'suspended', count(*)::int from people where suspended_at is not null
  union all select 'time moved', count(*)::int from test_clocks
  union all select 'account closed', count(*)::int from people where left_at is not null`;
const cameAbout = new Map<string, number>();

const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);
const ground = await startGround();
const nowhere = await startNowhere();
const runs = Number(values.runs);
const seed = Number(values.seed);
let played = 0;
let failed = 0;
// A Worker that runs has compiled its code, and a database that has been asked has planned its statements.
let site: Site | undefined;
for (let first = 0; first < runs; first += RUNS_A_WORLD) {
  const h = await startWorld(ground, { vars: { SANDBOX: 'true' }, ...(site && { site }) });
  await fund(h);
  const outcome = await fc.check(
    fc.asyncProperty(
      lives({ size: values.size === 'medium' ? 'medium' : 'small' }),
      manners,
      async (commands, manner) => {
        played += 1;
        const run = await newRun(h, nowhere.url, manner);
        await fc.asyncModelRun(() => run, commands);
        await comeToEnd(run.real);
      },
    ),
    { seed: seed + first, numRuns: Math.min(RUNS_A_WORLD, runs - first), endOnFailure: !values.shrink },
  );
  for (const { what, times } of await h.sql<{ what: string; times: number }>(CAME_ABOUT))
    cameAbout.set(what, (cameAbout.get(what) ?? 0) + times);
  site = outcome.failed ? await h.close().then(() => undefined) : await h.leave();
  if (outcome.failed) {
    failed += 1;
    console.log(
      `with --seed ${seed + first} --runs ${RUNS_A_WORLD}:\n${fc.defaultReportMessage(outcome)}`,
      outcome.errorInstance,
    );
  }
  if ((first + RUNS_A_WORLD) % TOLD_EVERY === 0)
    console.log(`${played} lives in ${seconds()} s, ${failed} worlds in which something broke, of ${runs}.`);
}
await site?.worker.close();
await site?.database.close();
await nowhere.close();
await ground.close();
for (const [what, times] of [...cameAbout].toSorted(([one], [other]) => one.localeCompare(other)))
  console.log(`  ${what}: ${times}`);
console.log(`${played} lives in ${seconds()} s, ${failed} worlds in which something broke.`);
process.exit(failed === 0 ? 0 : 1);
