import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { bookWith, hold, quotedToken, quoteFor } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { quickest } from '../harness/quickest.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

type Ranges = { start: string; end: string; rules: Record<string, unknown> }[];

const put = (path: string, changes: unknown[], person = host) =>
  h.api('PUT', path, { token: person.token, body: { changes } });
const setRules = (listingIds: string[], ranges: Ranges) => put('/v1/me/stay-rules', [{ listingIds, ranges }]);

async function rulesOf(listingId: string): Promise<unknown> {
  const query = { from: '2027-06-01', to: '2027-09-01' };
  const answer = await h.api('GET', `/v1/me/listings/${listingId}/stay-rules`, { token: host.token, query });
  expect(answer).toMatchObject({ status: 200, trips: 1 });
  return answer.body.data;
}

describe('rules of nights', () => {
  test('are set for many listings at once, rule by rule, in two round trips, and read back', async () => {
    const ids = [await createListing(h, host), await createListing(h, host)];
    const answer = await setRules(ids, [
      { start: '2027-06-01', end: '2027-06-05', rules: { minNights: 3, arrivalWeekdays: ['saturday', 'friday'] } },
      { start: '2027-06-03', end: '2027-06-06', rules: { minNights: 2, sameDayUntil: '18:00' } },
    ]);
    expect(answer).toMatchObject({ status: 204, trips: 1 });
    await setRules([ids[0] ?? ''], [{ start: '2027-06-04', end: '2027-06-10', rules: { minNights: null } }]);
    const weekend = { arrivalWeekdays: ['friday', 'saturday'] };
    const early = { start: '2027-06-01', end: '2027-06-03', rules: { minNights: 3, ...weekend } };
    expect(await rulesOf(ids[1] ?? '')).toEqual([
      early,
      { start: '2027-06-03', end: '2027-06-05', rules: { minNights: 2, sameDayUntil: '18:00', ...weekend } },
      { start: '2027-06-05', end: '2027-06-06', rules: { minNights: 2, sameDayUntil: '18:00' } },
    ]);
    expect(await rulesOf(ids[0] ?? '')).toEqual([
      early,
      { start: '2027-06-03', end: '2027-06-04', rules: { minNights: 2, sameDayUntil: '18:00', ...weekend } },
      { start: '2027-06-04', end: '2027-06-05', rules: { sameDayUntil: '18:00', ...weekend } },
      { start: '2027-06-05', end: '2027-06-06', rules: { sameDayUntil: '18:00' } },
    ]);
    const events = await h.sql('select data from events where subject = $1 order by id', [ids[0]]);
    expect(events.map(({ data }) => data)).toEqual([
      { change: 'ruled', start: '2027-06-01', end: '2027-06-06' },
      { change: 'ruled', start: '2027-06-04', end: '2027-06-10' },
    ]);
  });

  test('of a night that has none left leave no row', async () => {
    const id = await createListing(h, host);
    await setRules([id], [{ start: '2027-06-01', end: '2027-06-03', rules: { minNights: 3 } }]);
    await setRules([id], [{ start: '2027-06-01', end: '2027-06-02', rules: { minNights: null, inSeason: null } }]);
    expect(await h.sql('select night from night_rules where listing_id = $1', [id])).toEqual([
      { night: expect.anything() },
    ]);
  });

  test('are all set, or none: with a listing of somebody else, or one mistake', async () => {
    const [own, other] = [await createListing(h, host), await createListing(h, guest)];
    const ranges = [{ start: '2027-06-01', end: '2027-06-03', rules: { minNights: 3 } }];
    expect(await setRules([own, other], ranges)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await setRules([own, newId('listing')], ranges)).toMatchObject({ status: 404 });
    const bad = [...ranges, { start: '2027-06-01', end: '2027-06-03', rules: { minNights: 0 } }];
    expect(await setRules([own], bad)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/changes/0/ranges/1/rules/minNights' }] },
    });
    expect(await h.sql('select from night_rules where listing_id = $1', [own])).toEqual([]);
  });

  test.each<[Ranges, string]>([
    [[{ start: '2027-06-02', end: '2027-06-02', rules: {} }], '/changes/0/ranges/0/end'],
    [
      [{ start: '2027-06-02', end: '2027-06-03', rules: { minNights: 3, maxNights: 2 } }],
      '/changes/0/ranges/0/rules/maxNights',
    ],
    [
      [{ start: '2027-06-02', end: '2027-06-03', rules: { sameDayUntil: '24:01' } }],
      '/changes/0/ranges/0/rules/sameDayUntil',
    ],
    [[{ start: '2027-06-02', end: '2032-06-03', rules: {} }], '/changes/0/ranges'],
  ])('%j are refused at their pointer', async (ranges, pointer) => {
    expect(await setRules([newId('listing')], ranges)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  test('that are set while a quote is out do not end it', async () => {
    const id = await createListing(h, host);
    const quote = await quotedToken(h, guest, id);
    const rules = { closedToArrival: true, minNights: 30, inSeason: false, preparationBefore: 7, horizonDays: 1 };
    await setRules([id], [{ start: '2027-06-01', end: '2027-06-10', rules }]);
    expect((await quoteFor(h, guest, id)).body.code).toBe('stay-not-allowed');
    expect(await bookWith(h, guest, quote)).toMatchObject({ status: 201, trips: 1 });
  });
});

describe("a listing's own rules", () => {
  test('are said with the listing, each alone, and seen by everybody', async () => {
    const id = await createListing(h, host);
    const stayRules = { arrivalWeekdays: ['saturday'], preparationAfter: 1, advanceNoticeHours: 48 };
    const changed = await h.api('PATCH', `/v1/listings/${id}`, { token: host.token, body: { stayRules } });
    expect(changed.body.stayRules).toMatchObject({ ...stayRules, horizonDays: 730, inSeason: true });
    expect((await h.api('GET', `/v1/listings/${id}`)).body.stayRules).toEqual(changed.body.stayRules);
    const body = { stayRules: { minNightsThrough: 9, maxNightsThrough: 8 } };
    expect(await h.api('PATCH', `/v1/listings/${id}`, { token: host.token, body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/stayRules/maxNightsThrough' }] },
    });
  });
});

describe('nights kept free to prepare', () => {
  test('belong to the claim: of two quotes given side by side only the first can be booked', async () => {
    const id = await createListing(h, host, { preparation_after: 1 });
    const [early, late] = [
      await quotedToken(h, guest, id, { checkIn: '2027-06-03', checkOut: '2027-06-05' }),
      await quotedToken(h, guest, id, { checkIn: '2027-06-05', checkOut: '2027-06-07' }),
    ];
    expect((await bookWith(h, guest, early)).status).toBe(201);
    expect(await bookWith(h, guest, late)).toMatchObject({ status: 409, body: { code: 'nights-unavailable' } });
    const [claim] = await h.sql('select nights::text, stay::text from claims where listing_id = $1', [id]);
    expect(claim).toEqual({ nights: '[2027-06-03,2027-06-06)', stay: '[2027-06-03,2027-06-05)' });
  });

  test('are shown as what they are, and free again with the hold', async () => {
    const other = await createPerson(h);
    const id = await createListing(h, host, { preparation_before: 1, preparation_after: 2 });
    const states = async () => {
      const query = { from: '2027-06-09', to: '2027-06-14' };
      const { body } = await h.api('GET', `/v1/listings/${id}/calendar`, { query });
      return body.nights.map(({ state }: { state: string }) => state);
    };
    const held = await hold(h, other, id, { checkIn: '2027-06-10', checkOut: '2027-06-11' });
    expect(await states()).toEqual(['preparation', 'held', 'preparation', 'preparation', 'open']);
    await h.api('POST', `/v1/bookings/${held.id}/release`, { token: await tokenFor(h, other) });
    expect(await states()).toEqual(['open', 'open', 'open', 'open', 'open']);
  });

  test('keep their distance from what another channel sold, also when that is read after the quote', async () => {
    const id = await createListing(h, host, { preparation_before: 1 });
    const stay = { checkIn: '2027-06-12', checkOut: '2027-06-14' };
    const quote = await quotedToken(h, guest, id, stay);
    const close = (kind: string) =>
      h.sql(
        `with feed as (
           insert into calendar_feeds (id, listing_id, channel, url, created_at, next_poll_at, last_success_at)
           values ($1, $2, 'airbnb', $1, $3, $3, $3) returning id)
         insert into closures (id, listing_id, nights, source, created_at, feed_id, feed_uid, feed_kind)
         select $4, $2, '[2027-06-10,2027-06-12)', 'feed', $3, id, '', $5 from feed`,
        [newId('feed'), id, new Date(h.clock.now()), newId('closure'), kind],
      );
    await close('block');
    expect((await quoteFor(h, guest, id, stay)).status).toBe(201);
    await close('booking');
    expect((await quoteFor(h, guest, id, stay)).body.errors).toMatchObject([{ code: 'no-time-to-prepare' }]);
    expect((await bookWith(h, guest, quote)).body.code).toBe('nights-unavailable');
  });
});

describe('prices of many listings', () => {
  const year = [{ start: '2027-06-01', end: '2028-06-01', nightly: 150_00 }];

  test('a year of prices for a hundred listings is set by one request, in two seconds', async () => {
    const busy = await createPerson(h);
    const ids: string[] = [];
    for (let n = 0; n < 100; n += 1) ids.push(await createListing(h, busy));
    const took = await quickest(2_000, async () => {
      const answer = await put('/v1/me/prices', [{ listingIds: ids, currency: 'USD', ranges: year }], busy);
      expect(answer).toMatchObject({ status: 204, trips: 1 });
    });
    const [count] = await h.sql('select count(*)::int as nights from night_prices where listing_id = any($1)', [ids]);
    expect(count).toEqual({ nights: 36_600 });
    expect(took).toBeLessThan(2_000);
  }, 60_000);

  test('each listing can have its own, in one request; the latest range wins', async () => {
    const ids = [await createListing(h, host), await createListing(h, host)];
    const ranges = (nightly: number) => [
      { start: '2027-06-01', end: '2027-06-04', nightly },
      { start: '2027-06-02', end: '2027-06-03', nightly: nightly + 1 },
    ];
    const changes = ids.map((id, n) => ({ listingIds: [id], currency: 'USD', ranges: ranges(100 * (n + 1)) }));
    expect((await put('/v1/me/prices', changes)).status).toBe(204);
    const amounts = await h.sql(
      'select array_agg(amount::int order by night) as amounts from night_prices where listing_id = any($1) group by listing_id order by listing_id',
      [ids],
    );
    expect(amounts).toEqual([{ amounts: [100, 101, 100] }, { amounts: [200, 201, 200] }]);
  });

  test('in another currency than one of the listings are refused, and none is set', async () => {
    const ids = [await createListing(h, host), await createListing(h, host, { currency: 'JPY' })];
    const answer = await put('/v1/me/prices', [{ listingIds: ids, currency: 'USD', ranges: year }]);
    expect(answer).toMatchObject({ status: 422, body: { code: 'other-currency' } });
    expect(await h.sql('select from night_prices where listing_id = any($1)', [ids])).toEqual([]);
  });

  test('a listing that is named twice is refused', async () => {
    const id = await createListing(h, host);
    const change = { listingIds: [id], currency: 'USD', ranges: year };
    expect(await put('/v1/me/prices', [change, change])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/changes' }] },
    });
  });
});
