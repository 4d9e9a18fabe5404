import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startStack } from '../local/stack/index.ts';
import { demoAccounts, seedDemo } from './demo.ts';

/**
 * `npm run dev [-- COMMAND…]`: the whole service and all that it stands on, on this machine, until Ctrl-C. A command serves
 * instead of the Worker: `npm run dev -- npm start`.
 */

const FOLDER = '.innkeep';
const SWEEP_EVERY_MS = 15_000;
const started = Date.now();

await mkdir(FOLDER, { recursive: true });
const stack = await startStack({ folder: FOLDER, say: console.log, command: process.argv.slice(2) }).catch((error) => {
  console.error(`Innkeep could not start: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});

// The cron of production comes every minute; here sooner, so that nobody waits for it.
const cron = setInterval(() => {
  stack.runCron().catch((error) => console.error(`The sweep failed: ${error.message}`));
}, SWEEP_EVERY_MS);

const file = join(FOLDER, 'stack.json');
const { url, databaseUrl, mailboxUrl, stripe } = stack;
await writeFile(file, JSON.stringify({ url, databaseUrl, mailboxUrl, stripe }, null, 2));

const created = await seedDemo({ databaseUrl, locationSecret: stack.locationSecret });
if (created > 0) console.log(`Filled the empty database with ${created} demo listings.`);

const width = Math.max(...stack.parts.map((part) => part.name.length));
for (const { name, url: address, remark } of stack.parts) {
  console.log(`  ${name.padEnd(width)}  ${address}${remark === undefined ? '' : `  (${remark})`}`);
}
console.log(`\nReady after ${((Date.now() - started) / 1000).toFixed(1)} s. Next: in another terminal, npm run story`);
const { host, guest, admin, password } = demoAccounts;
console.log(`Sign in as ${host.email}, ${guest.email} or, the operator, ${admin.email} with “${password}”.`);
console.log('Ctrl-C stops everything.');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    clearInterval(cron);
    await rm(file, { force: true });
    await stack.close();
    process.exit(0);
  });
}
