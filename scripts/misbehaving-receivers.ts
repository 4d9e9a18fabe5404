import { type Manner, startReceivers } from '../local/receivers/index.ts';
import { timers } from '../src/webhooks/timers.ts';
import { startGround } from '../test/harness/ground.ts';
import { createPerson } from '../test/harness/people.ts';
import { startWorld } from '../test/harness/world.ts';
import { ask } from '../test/webhooks/scene.ts';

/**
 * Thirty receivers that misbehave, ten attempts each, and five that don't: `node scripts/misbehaving-receivers.ts`. Each
 * wait has to be the schedule's within a tenth, no delivery lost, and nobody else held up. Exits 1 otherwise.
 */
const manners: Record<string, { manner: Manner; receivers: number }> = {
  drips: { manner: 'drips', receivers: 1 },
  hangs: { manner: 'hangs', receivers: 1 },
  'slow to say no': { manner: { slow: 14_000, status: 503 }, receivers: 1 },
  floods: { manner: 'floods', receivers: 4 },
  'gzip bomb': { manner: 'gzip-bomb', receivers: 4 },
  resets: { manner: 'resets', receivers: 4 },
  redirects: { manner: 'redirects', receivers: 4 },
  'says 410': { manner: { status: 410 }, receivers: 3 },
  'says 429, come in an hour': { manner: { status: 429, headers: { 'retry-after': '3600' } }, receivers: 4 },
  'says 500': { manner: { status: 500 }, receivers: 4 },
  well: { manner: { status: 204 }, receivers: 5 },
};
const AT_ONCE = 12;
const SECOND = 1_000;

const ground = await startGround();
const receivers = await startReceivers();
const h = await startWorld(ground, { vars: { TEST_ORIGINS: receivers.url } });

const names = Object.entries(manners).flatMap(([name, { receivers: times }]) => Array<string>(times).fill(name));
// Each is somebody's own, with one event: another's would be given up at another time, and its endpoint be disabled then.
const endpoints: { id: string; name: string; owner: string }[] = [];
for (const [index, name] of names.entries()) {
  const url = receivers.receive(`/${index}`, manners[name]?.manner);
  const owner = await createPerson(h);
  const made = await ask(h, owner, 'POST', '', { body: { url } });
  endpoints.push({ id: made.body.id, name, owner: owner.id });
}
const told = Date.now();
await h.sql(
  `insert into events (type, occurred_at, subject, host_id, data)
   select 'account.created', $1, host, host, '{}' from unnest($2::text[]) as host`,
  [new Date(h.clock.now()), endpoints.map(({ owner }) => owner)],
);
await turn();
const firstRound = Date.now() - told;

for (;;) {
  const [next] = await h.sql<{ at: Date | null }>(
    `select min(next_attempt_at) as at from webhook_deliveries where state = 'pending'`,
  );
  if (!next?.at) break;
  process.stderr.write(`\r${next.at.toISOString()}`);
  h.clock.advance(Math.max(SECOND, Math.ceil((next.at.getTime() - h.clock.now()) / SECOND) * SECOND));
  await turn();
}

type Attempt = { endpoint_id: string; at: Date; milliseconds: number; status: number | null; error: string | null };
const attempts = await h.sql<Attempt>('select * from webhook_attempts order by id');
const deliveries = await h.sql<{ endpoint_id: string; state: string }>(
  `select endpoint_id, state from webhook_deliveries join events on events.id = event_id where type = 'account.created'`,
);
const faults: string[] = [];
for (const name of new Set(names)) {
  const some = endpoints.filter((endpoint) => endpoint.name === name);
  let worst = 0;
  let made = 0;
  for (const { id } of some) {
    const own = attempts.filter((attempt) => attempt.endpoint_id === id);
    made += own.length;
    for (const [index, attempt] of own.entries()) {
      const before = own[index - 1];
      if (before === undefined) continue;
      const wait = attempt.at.getTime() - before.at.getTime() - before.milliseconds;
      const asked = name.includes('429') ? 3_600_000 : 0;
      const scheduled = Math.max(timers.retries[index - 1] ?? 0, asked);
      worst = Math.max(worst, Math.abs(wait - scheduled) / scheduled);
    }
  }
  const expected = name === 'well' || name === 'says 410' ? 1 : 10;
  const states = new Set(deliveries.filter(({ endpoint_id: id }) => some.some((e) => e.id === id)).map((d) => d.state));
  const isRight = made === expected * some.length && worst <= 0.1 && states.size === 1;
  console.log(
    `${name.padEnd(28)} ${some.length} receivers, ${made} attempts, off the schedule by ${(worst * 100).toFixed(1)} % at most, ${[...states].join()}`,
  );
  if (!isRight || !states.has(name === 'well' ? 'delivered' : 'failed')) faults.push(name);
}
const well = endpoints
  .filter(({ name }) => name === 'well')
  .flatMap(({ id }) => attempts.filter((a) => a.endpoint_id === id));
console.log(
  `Those that do well had the first event at their first attempt, within ${Math.max(...well.map((a) => a.milliseconds))} ms of its sending (the round took ${firstRound} ms).`,
);
await h.close();
await receivers.close();
await ground.close();
if (faults.length > 0) console.error(`Not as it has to be: ${faults.join(', ')}`);
process.exit(faults.length === 0 ? 0 : 1);

/** The cron, and the queue with many deliveries at a time, until nothing is due. */
async function turn(): Promise<void> {
  for (;;) {
    await h.worker.runCron('* * * * *', h.clock.now());
    const counts = await Promise.all(Array.from({ length: AT_ONCE }, () => h.qstash.drain()));
    if (counts.every((count) => count === 0)) return;
  }
}
