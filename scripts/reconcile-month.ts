import { parseArgs } from 'node:util';
import { finish, openHostAccount, playDay, reconcile, startMonth } from '../test/books/month.ts';
import { plants } from '../test/books/plant.ts';
import { startGround } from '../test/harness/ground.ts';
import { startWorld } from '../test/harness/world.ts';

/**
 * Plays a month of bookings, at Stripe and in the books alike, and has its 30 days compared: there must be no difference.
 * Then plants fifty on the day after, and all of them must be found. Says how long it took.
 * `node scripts/reconcile-month.ts --bookings 10000`
 */
const { values } = parseArgs({ options: { bookings: { type: 'string', default: '10000' } } });
const bookings = Number(values.bookings);
const DAYS = 30;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2027, 3, 1);

const ground = await startGround();
const h = await startWorld(ground, { start: '2027-04-01T00:00:00.000Z' });
try {
  const stage = await startMonth(h);
  const destination = await openHostAccount(stage);
  // The first comparison is of yesterday alone; from then on no day is left out.
  await reconcile(h, new Date(FIRST + 7 * 3_600_000));

  let started = performance.now();
  const perDay = Math.ceil(bookings / DAYS);
  for (let day = 0; day < DAYS; day += 1) await playDay(stage, new Date(FIRST + day * DAY_MS), perDay, destination);
  // What hosts have of them changed: settling that is no part of the comparison.
  h.clock.set(new Date(FIRST + DAYS * DAY_MS).toISOString());
  await finish(h);
  say(`${perDay * DAYS} bookings made in ${seconds(started)} s`);

  started = performance.now();
  await reconcile(h, new Date(FIRST + DAYS * DAY_MS + 7 * 3_600_000));
  const clean = await count('differences');
  say(
    `${await count('reconciliations')} days, ${await count('stripe_movements')} movements: compared in ${seconds(started)} s`,
  );
  say(`${clean} differences in the clean month`);

  const booked = await playDay(stage, new Date(FIRST + DAYS * DAY_MS), 60, destination);
  const untouched = booked.filter(({ refundId, transferId }) => !refundId && !transferId);
  const planted = new Set<string>();
  for (const [kind, plant] of Object.values(plants).entries()) {
    for (let n = 0; n < 5; n += 1) {
      const booking = untouched[(kind * 5 + n) % untouched.length];
      if (booking !== undefined) planted.add(await plant(stage, booking));
    }
  }
  await stage.commit();
  await reconcile(h, new Date(FIRST + (DAYS + 1) * DAY_MS + 7 * 3_600_000));
  const found = await h.sql<{ reference: string }>(`select reference from differences where state = 'open'`);
  const right = found.filter(({ reference }) => planted.has(reference)).length;
  say(`${right} of ${planted.size} planted differences found, ${found.length - right} others`);
  if (clean > 0 || right !== planted.size || found.length !== right) process.exitCode = 1;
} finally {
  await h.close();
  await ground.close();
}

// The world's own platform takes what is logged.
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function count(table: 'differences' | 'reconciliations' | 'stripe_movements'): Promise<number> {
  const [row] = await h.sql<{ rows: number }>(`select count(*)::int as rows from ${table}`);
  return row?.rows ?? 0;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
