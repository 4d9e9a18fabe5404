import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordHotStatements } from '../../scripts/planned/record.ts';
import { plannedStatements } from '../../src/platform/db/planned-statements.ts';
import { bookWith, cast, quotedToken } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

test('what is asked for most stands in functions, word for word (else: npm run planned)', async () => {
  const hot = await recordHotStatements(h);
  expect(plannedStatements.map(({ text }) => text)).toEqual([...hot.keys()]);
  const sources = await h.sql<{ name: string; parameters: number; source: string; settings: string[] }>(
    `select proname as name, pronargs::int as parameters, prosrc as source, proconfig as settings
     from pg_proc where proname = any ($1)`,
    [plannedStatements.map(({ name }) => name)],
  );
  expect(sources).toHaveLength(plannedStatements.length);
  for (const { name, parameters, text } of plannedStatements) {
    const stands = sources.find((source) => source.name === name);
    expect(stands).toMatchObject({ parameters, settings: ['plan_cache_mode=force_generic_plan'] });
    expect(stands?.source).toContain(text.trim());
  }
});

test('the Worker calls them by their functions, and only the plain changes and calls of a booking by their text', async () => {
  const { guest, listingId } = await cast(h);
  const sent: string[] = [];
  h.faults.db.use((_, { body }) => {
    const { queries = [JSON.parse(body)] }: { queries?: { query: string }[] } = JSON.parse(body);
    sent.push(...queries.map(({ query }) => query));
    return undefined;
  });
  await h.api('GET', `/v1/listings/${listingId}`);
  const { status } = await bookWith(h, guest, await quotedToken(h, guest, listingId));
  h.faults.db.reset();
  expect(status).toBe(201);
  expect(sent.filter((text) => plannedStatements.some((statement) => statement.text === text))).toEqual([]);
  for (const operation of ['get_listing', 'create_quote', 'create_booking'])
    expect(sent.some((text) => text.startsWith(`select * from planned_${operation}_`))).toBe(true);
});
