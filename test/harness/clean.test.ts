import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { type Harness, startHarness } from './index.ts';
import { createListing } from './listings.ts';
import { createPerson } from './people.ts';

/** A world of settings that no other file has, so that each goes on where the last one has left. */
const next = () => startHarness({ vars: { RATE_LIMITS: 'read=99999' } });
const nameOf = async (h: Harness) => (await h.sql<{ name: string }>('select current_database() as name'))[0]?.name;
const seen = async (h: Harness) => ({
  rows: await fingerprint(h),
  sequences: await h.sql('select sequencename, last_value from pg_sequences order by sequencename'),
});

test('a world that goes on where another was begins as that one did', async () => {
  const first = await next();
  const [beginning, name] = [await seen(first), await nameOf(first)];
  const host = await createPerson(first);
  await createListing(first, host);
  const renamed = await first.api('PATCH', '/v1/me', { token: host.token, body: { name: 'Ben' } });
  expect(renamed.status).toBe(200);
  await first.drainJobs();
  const open = await first.connect();
  await open.query('begin; lock table listings in exclusive mode');
  expect(await seen(first)).not.toEqual(beginning);
  await first.close();

  const second = await next();
  expect(await nameOf(second)).toBe(name);
  expect(await seen(second)).toEqual(beginning);
  expect(second.worker.pid).toBe(first.worker.pid);
  await second.sql('alter table listings add column cellar boolean');
  await second.close();

  const third = await next();
  expect(await third.sql("select from pg_attribute where attname = 'cellar'")).toEqual([]);
  expect(await seen(third)).toEqual(beginning);
  await third.close();
});
