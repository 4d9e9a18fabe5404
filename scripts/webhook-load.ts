import { parseArgs } from 'node:util';
import { startReceivers } from '../local/receivers/index.ts';
import { newId } from '../src/kernel/ids.ts';
import { commitOrThrow } from '../src/platform/commit.ts';
import { emit } from '../src/platform/events.ts';
import { startGround } from '../test/harness/ground.ts';
import { createPerson } from '../test/harness/people.ts';
import { createPlatform } from '../test/harness/platform.ts';
import { startWorld } from '../test/harness/world.ts';
import { ask } from '../test/webhooks/scene.ts';
import { seeded } from './random.ts';

/**
 * Events at a steady rate to ten endpoints that fail so many attempts: `node scripts/webhook-load.ts [--events 100000]
 * [--rate 100] [--failure 0.3]`. In real time until all have been told, then by leaps to the retries that are left. Exits 1
 * when one isn't delivered, or the p99 from the commit to the first attempt is 2 s or more.
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '100' },
    failure: { type: 'string', default: '0.3' },
  },
});
const [count, rate, failure] = [Number(values.events), Number(values.rate), Number(values.failure)];
const ENDPOINTS = 10;
const AT_ONCE = 12;
const BATCH = 5;

const ground = await startGround();
const receivers = await startReceivers();
const h = await startWorld(ground, { vars: { TEST_ORIGINS: receivers.url }, start: new Date().toISOString() });
let leap = 0;
const ticking = setInterval(() => h.clock.set(new Date(Date.now() + leap).toISOString()), 5);
const random = seeded(4_711);
const hosts = await Promise.all(Array.from({ length: ENDPOINTS }, () => createPerson(h)));
for (const [index, host] of hosts.entries()) {
  await ask(h, host, 'POST', '', { body: { url: receivers.receive(`/${index}`, { failsAtRandom: failure, random }) } });
}

const queueing = new AbortController();
const queue = Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (!queueing.signal.aborted) {
      if ((await h.qstash.deliverDue()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }),
);
const cron = setInterval(() => h.worker.runCron('* * * * *', h.clock.now()).catch(() => undefined), 10_000);

// From here on the console is the platform's: what it logs is of no interest here.
const platform = createPlatform(h);
const committedAt = new Map<string, number>();
const started = performance.now();
for (let sent = 0; sent < count; sent += BATCH) {
  const ctx = platform.context();
  const subjects = Array.from({ length: BATCH }, () => newId('person'));
  const writes = subjects.map((subject, index) => {
    const hostId = hosts[(sent + index) % ENDPOINTS]?.id;
    return emit(ctx, { type: 'account.created', subject, data: {}, ...(hostId && { hostId }) });
  });
  await commitOrThrow(ctx, writes);
  for (const subject of subjects) committedAt.set(subject, Date.now());
  const ahead = (sent / rate) * 1000 - (performance.now() - started);
  if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  if (sent % 5_000 === 0) process.stderr.write(`\r${sent} told, ${receivers.messages.length} messages came`);
}
const seconds = Math.round((performance.now() - started) / 1000);
await platform.settled();

const firstAt = new Map<string, number>();
let looked = 0;
while (firstAt.size < committedAt.size) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const { body, arrivedAt } of receivers.messages.slice(looked)) {
    const { subject }: { subject: string } = JSON.parse(body);
    if (!firstAt.has(subject)) firstAt.set(subject, arrivedAt);
    looked += 1;
  }
}
const waits = [...committedAt]
  .map(([subject, at]) => (firstAt.get(subject) ?? Number.NaN) - at)
  .toSorted((a, b) => a - b);
const quantile = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN;
process.stdout.write(
  `\n${count} events told in ${seconds} s. From the commit to the first attempt: p50 ${quantile(0.5)} ms, ` +
    `p99 ${quantile(0.99)} ms, most ${quantile(1)} ms\n`,
);

// What is left waits for retries of minutes and hours: leap from one to the next, and past those of the same minute.
for (;;) {
  const [open] = await h.sql<{ left: number; at: Date | null }>(
    `select count(*)::int as left, min(next_attempt_at) as at from webhook_deliveries where state = 'pending'`,
  );
  if (open === undefined || open.at === null) break;
  leap += Math.max(0, open.at.getTime() - h.clock.now()) + 60_000;
  await new Promise((resolve) => setTimeout(resolve, 500));
}
queueing.abort();
clearInterval(cron);
await queue;

const [end] = await h.sql<{ delivered: number; other: number; attempts: number }>(
  `select count(*) filter (where state = 'delivered')::int as delivered,
     count(*) filter (where state <> 'delivered')::int as other, (select count(*)::int from webhook_attempts) as attempts
   from webhook_deliveries join events on events.id = event_id where type = 'account.created'`,
);
process.stdout.write(`${failure * 100} % of attempts failing: ${JSON.stringify(end)}\n`);
clearInterval(ticking);
await h.close();
await receivers.close();
await ground.close();
process.exit(end?.delivered === count && quantile(0.99) < 2_000 ? 0 : 1);
