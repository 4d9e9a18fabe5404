import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerAccounts } from '../../src/platform/db/tables/payments.ts';
import { booked, cast, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, tokenFor } from '../harness/people.ts';

const README = 'README.md';
const MANUAL = 'docs/money.md';
/** What stands between these is what this test has played; `npx vitest run -u` writes it anew. */
const EXAMPLE = /(<!-- example -->\n)[\s\S]*(<!-- end of example -->)/;

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

type Entry = { effect: string; account: string; amount: number };

/** A stay of two nights with cleaning and a tax, cancelled by its guest an hour after the last free moment. */
async function playStay(): Promise<Entry[]> {
  const { guest, listingId } = await cast(h, { cleaning_fee: 40_00, tax_name: 'Lodging tax', tax_bps: 1_000 });
  const { id } = await booked(h, guest, listingId);
  h.clock.set('2027-06-02T20:00:00.000Z');
  await move(h, guest, id, 'cancel');
  await h.drainJobs();
  const operator = await createPerson(h, { roles: ['admin'] });
  const { body } = await h.api('GET', `/v1/bookings/${id}/ledger`, { token: await tokenFor(h, operator) });
  return body.entries;
}

function tableOf(entries: readonly Entry[]): string {
  const accounts = [...new Set(entries.map(({ account }) => account))];
  const effects = [...Map.groupBy(entries, ({ effect }) => effect)];
  const row = (title: string, some: readonly Entry[]) => {
    const cells = accounts.map((name) => money(some.filter(({ account }) => account === name)));
    return `| ${[title, ...cells].join(' | ')} |`;
  };
  return [
    `| | ${accounts.map((account) => `\`${account}\``).join(' | ')} |`,
    `|---|${accounts.map(() => '--:').join('|')}|`,
    ...effects.map(([effect, some]) => row(`\`${effect}\``, some)),
    row('balance', entries),
  ].join('\n');
}

function money(entries: readonly Entry[]): string {
  return entries.length === 0 ? '' : (entries.reduce((total, { amount }) => total + amount, 0) / 100).toFixed(2);
}

test('the worked example of the README is what the service posts, to the cent', async () => {
  const readme = await readFile(README, 'utf8');
  const table = tableOf(await playStay());
  const played = readme.replace(EXAMPLE, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
  expect(readme).toMatch(EXAMPLE);
  await expect(played).toMatchFileSnapshot(`../../${README}`);
});

test('the manual says of each account of the books what it is, and of no other', async () => {
  const chapters = (await readFile(MANUAL, 'utf8')).split(/^## /m);
  const chart = chapters.find((chapter) => chapter.startsWith('The accounts')) ?? '';
  expect([...chart.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual([...ledgerAccounts]);
});
