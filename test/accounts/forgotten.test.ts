import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson } from '../harness/people.ts';
import { freshEmail, mailedToken, openAccount, PASSWORD, signUp, trySignIn, verify } from './account.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const DAY = 86_400_000;
const HOUR = 3_600_000;

const hourly = () => h.worker.runCron('17 * * * *', h.clock.now());

/** How often the address stands in the database, where a person or a link has it. */
async function kept(email: string): Promise<number> {
  const rows = await h.sql(
    'select 1 from people where email = $1 union all select 1 from email_links where email = $1',
    [email],
  );
  return rows.length;
}

test('a sign-up that nobody verifies is forgotten after thirty days, and its address is free', async () => {
  const [email, verified] = [freshEmail(), (await openAccount(h)).email];
  await signUp(h, email);
  await h.drainJobs();
  const [person] = await h.sql<{ id: string }>('select id from people where email = $1', [email]);
  h.clock.advance(30 * DAY - HOUR);
  await hourly();
  expect(await kept(email)).toBe(2);
  h.clock.advance(2 * HOUR);
  await hourly();
  expect(await kept(email)).toBe(0);
  const left = await h.sql('select email::text, name, password_hash from people where id = $1', [person?.id]);
  expect(left).toEqual([{ email: person?.id, name: 'Former member', password_hash: '' }]);
  expect(await kept(verified)).toBe(1);
  expect(await verify(h, await openedAgain(email))).toMatchObject({ status: 204 });
  expect(await trySignIn(h, { email, password: PASSWORD })).toMatchObject({ status: 201 });
});

async function openedAgain(email: string): Promise<string> {
  await signUp(h, email);
  return mailedToken(h, email);
}

test('not one that can be verified still, that has a listing, or that an operator has suspended', async () => {
  const [asked, suspended] = [freshEmail(), freshEmail()];
  for (const email of [asked, suspended]) await signUp(h, email);
  const host = await createPerson(h);
  await createListing(h, host);
  await h.drainJobs();
  await h.sql('update people set email_verified_at = null where id = $1', [host.id]);
  await h.sql('update people set suspended_at = now() where email = $1', [suspended]);
  h.clock.advance(31 * DAY);
  await h.api('POST', '/v1/accounts/resend-verification', { body: { email: asked } });
  const token = await mailedToken(h, asked);
  await hourly();
  expect(await Promise.all([asked, suspended, host.email].map(kept))).toEqual([2, 2, 1]);
  expect(await verify(h, token)).toMatchObject({ status: 204 });
});

test('one that is verified as it is forgotten is either, and never a part of each', async () => {
  const email = freshEmail();
  await signUp(h, email);
  await h.drainJobs();
  h.clock.advance(31 * DAY);
  const rival = await h.connect();
  await rival.query('begin');
  await rival.query('update people set email_verified_at = created_at, version = version + 1 where email = $1', [
    email,
  ]);
  const sweep = hourly();
  await expect
    .poll(
      () =>
        h.sql(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%people%'`,
        ),
      {
        timeout: 20_000,
      },
    )
    .toHaveLength(1);
  await rival.query('commit');
  await rival.end();
  await sweep;
  expect(await h.sql('select name from people where email = $1', [email])).toEqual([{ name: 'Ada' }]);
});
