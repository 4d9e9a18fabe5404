import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked, bookWith, cast, end, hold, move, pay, quotedToken, quoteFor, see } from '../bookings/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { createSearchable, found, placeApart } from '../search/searchable.ts';
import { change, done, locksWaitedFor } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const HOUR = 3_600_000;
const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05' };

const statesOf = async (host: Person) =>
  (await h.sql<{ state: string }>('select state from listings where host_id = $1 order by id', [host.id])).map(
    ({ state }) => state,
  );

/** Whether search, the listing's page, its calendar and a quote have it. */
async function shown(id: string, box: string, guest: Person) {
  const [searched, page, calendar, quote] = await Promise.all([
    found(h, { box }),
    h.api('GET', `/v1/listings/${id}`),
    h.api('GET', `/v1/listings/${id}/calendar`, { query: { from: stay.checkIn, to: stay.checkOut } }),
    quoteFor(h, guest, id, stay),
  ]);
  return [searched.includes(id), page.status, calendar.status, quote.body.code ?? quote.status];
}
const open = [true, 200, 200, 201];
const gone = [false, 404, 404, 'listing-not-open'];

describe('what a host has published', () => {
  test('is seen, quoted and booked no more once they are suspended, and as before once they are reinstated', async () => {
    const [host, guest] = [await createPerson(h), await createPerson(h)];
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, point);
    await createListing(h, host, { state: 'draft', published_at: null });
    await createListing(h, host, { state: 'unlisted' });
    await createListing(h, host, { state: 'closed' });
    const quote = await quotedToken(h, guest, id, stay);
    expect(await shown(id, box, guest)).toEqual(open);

    expect((await change(h, support, 'suspend', host)).trips).toBe(2);
    expect(await shown(id, box, guest)).toEqual(gone);
    expect((await bookWith(h, guest, quote)).body.code).toBe('listing-not-open');
    expect(await statesOf(host)).toEqual(['unlisted', 'draft', 'unlisted', 'closed']);
    expect(await h.sql('select * from mistaken_search_rows($1)', [[id]])).toEqual([]);

    expect((await change(h, support, 'reinstate', host)).trips).toBe(2);
    expect(await shown(id, box, guest)).toEqual(open);
    expect(await statesOf(host)).toEqual(['published', 'draft', 'unlisted', 'closed']);
    expect(await h.sql('select * from mistaken_search_rows($1)', [[id]])).toEqual([]);
    expect((await bookWith(h, guest, quote)).status).toBe(201);
    await h.drainJobs();
    const told = await h.sql('select type, host_id, data from events where subject = $1 order by id', [id]);
    expect(told).toEqual([
      { type: 'listing.unlisted', host_id: host.id, data: { state: 'unlisted' } },
      { type: 'listing.published', host_id: host.id, data: { state: 'published' } },
    ]);
  });

  test('comes back whole where it is much, whatever was taken away again meanwhile', async () => {
    const host = await createPerson(h);
    for (let n = 0; n < 130; n += 1) await createListing(h, host, { base_nightly: 100_00 + n });
    await h.sql('select project_listings(array(select id from listings where host_id = $1))', [host.id]);
    const rows = async () =>
      (await h.sql('select from search_rows join listings on id = listing_id where host_id = $1', [host.id])).length;
    await done(h, 'suspend', host);
    expect([new Set(await statesOf(host)), await rows()]).toEqual([new Set(['unlisted']), 0]);
    await done(h, 'reinstate', host);
    expect(await rows()).toBe(100);
    await done(h, 'suspend', host);
    await h.drainJobs();
    expect([new Set(await statesOf(host)), await rows()]).toEqual([new Set(['unlisted']), 0]);
    await done(h, 'reinstate', host);
    // What the host does with one meanwhile counts.
    const [waits] = await h.sql<{ listing_id: string }>('select listing_id from suspended_listings');
    for (const move of ['publish', 'unlist']) {
      const token = await tokenFor(h, host);
      expect((await h.api('POST', `/v1/listings/${waits?.listing_id}/${move}`, { token })).status).toBe(200);
    }
    await h.drainJobs();
    expect([new Set(await statesOf(host)), await rows()]).toEqual([new Set(['published', 'unlisted']), 129]);
    expect(await h.sql('select from suspended_listings')).toEqual([]);
  });

  test('is not published by what was asked for before and done after', async () => {
    const host = await createPerson(h);
    const id = await createListing(h, host, { state: 'unlisted' });
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('select from listings where id = $1 for update', [id]);
    const publishing = h.api('POST', `/v1/listings/${id}/publish`, { token: await tokenFor(h, host) });
    await expect.poll(() => locksWaitedFor(h)).toBe(1);
    const suspending = change(h, support, 'suspend', host);
    // Either waits for the other, or was done without it.
    await Promise.race([suspending, expect.poll(() => locksWaitedFor(h), { timeout: 10_000 }).toBe(2)]);
    await rival.query('commit');
    await rival.end();
    const [published, suspended] = await Promise.all([publishing, suspending]);
    expect([published.status, suspended.status]).toEqual([200, 200]);
    expect(await statesOf(host)).toEqual(['unlisted']);
    await done(h, 'reinstate', host);
    expect(await statesOf(host)).toEqual(['published']);
  });

  test('is published by nobody who is suspended first', async () => {
    const host = await createPerson(h);
    const id = await createListing(h, host, { state: 'unlisted' });
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('update people set suspended_at = created_at where id = $1', [host.id]);
    const publishing = h.api('POST', `/v1/listings/${id}/publish`, { token: await tokenFor(h, host) });
    await expect.poll(() => locksWaitedFor(h)).toBe(1);
    await rival.query('commit');
    await rival.end();
    expect((await publishing).body.code).toBe('session-ended');
    expect(await statesOf(host)).toEqual(['unlisted']);
  });
});

test('guests who book while their host is suspended hold their nights or are refused, and none do afterwards', async () => {
  const { host, listingId } = await cast(h);
  const guests = await Promise.all(Array.from({ length: 8 }, () => createPerson(h)));
  const quotes = await Promise.all(
    guests.map(async (guest, day) => {
      const nights = { checkIn: `2027-07-0${day + 1}`, checkOut: `2027-07-0${day + 2}` };
      return {
        guest,
        quote: await quotedToken(h, guest, listingId, nights),
        late: await quotedToken(h, guest, listingId, nights),
      };
    }),
  );
  const [suspended, ...answers] = await Promise.all([
    change(h, support, 'suspend', host),
    ...quotes.map(({ guest, quote }) => bookWith(h, guest, quote)),
  ]);
  expect(suspended.status).toBe(200);
  for (const { status, body } of answers) expect(status === 201 ? '' : body.code).toMatch(/^$|^listing-not-open$/);
  for (const { guest, late } of quotes) expect((await bookWith(h, guest, late)).body.code).toBe('listing-not-open');
  const held = answers.filter(({ status }) => status === 201);
  expect(await h.sql('select from bookings where listing_id = $1', [listingId])).toHaveLength(held.length);
});

describe('with a host who is suspended', () => {
  test('a request waits until its time is up, and then nothing is charged', async () => {
    const { host, guest, listingId } = await cast(h, { instant_booking: false });
    const request = await booked(h, guest, listingId, stay);
    await done(h, 'suspend', host);
    for (const verb of ['accept', 'decline'] as const) {
      expect((await move(h, host, request.id, verb)).body.code).toBe('session-ended');
    }
    h.clock.advance(24 * HOUR);
    await h.drainJobs();
    expect(await see(h, guest, request.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
    expect(h.stripe.api.totals({ paymentId: request.payment.id })).toEqual({ held: 0, captured: 0, refunded: 0 });
  });

  test('a request is not accepted by what was asked for before and done after', async () => {
    const { host, guest, listingId } = await cast(h, { instant_booking: false });
    const request = await booked(h, guest, listingId, stay);
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('update people set suspended_at = created_at where id = $1', [host.id]);
    const accepting = move(h, host, request.id, 'accept');
    await expect.poll(() => locksWaitedFor(h)).toBe(1);
    await rival.query('commit');
    await rival.end();
    expect((await accepting).body.code).toBe('session-ended');
    expect(await see(h, guest, request.id)).toMatchObject({ state: 'requested' });
    await move(h, guest, request.id, 'withdraw');
  });

  test('acceptances and suspensions at once: who was told that it is accepted has the stay', async () => {
    const scenes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const scene = await cast(h, { instant_booking: false });
        return { ...scene, request: await booked(h, scene.guest, scene.listingId, stay) };
      }),
    );
    const raced = await Promise.all(
      scenes.map(async ({ host, request }, at) => {
        const both = [() => move(h, host, request.id, 'accept'), () => change(h, support, 'suspend', host)];
        const answers = await Promise.all((at % 2 === 0 ? both : both.toReversed()).map((run) => run()));
        return at % 2 === 0 ? answers : answers.toReversed();
      }),
    );
    await h.drainJobs();
    h.clock.advance(24 * HOUR);
    await h.drainJobs();
    for (const [at, { guest, request }] of scenes.entries()) {
      const [accepted, suspended] = raced[at] ?? [];
      expect(suspended?.status).toBe(200);
      expect(accepted?.body.code ?? accepted?.status).toBeOneOf([200, 'session-ended']);
      expect(await see(h, guest, request.id)).toMatchObject({
        state: accepted?.status === 200 ? 'confirmed' : 'expired',
      });
    }
  });

  test('a proposal of the guest is accepted by nobody; the stay that was booked goes on, until support cancels it', async () => {
    const { host, guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId, stay);
    await done(h, 'suspend', host);
    await pay(h, held);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
    const token = await tokenFor(h, guest);
    const longer = { checkIn: '2027-06-03', checkOut: '2027-06-06', party: { adults: 2 } };
    const proposed = await h.api('POST', `/v1/bookings/${held.id}/alterations`, { token, body: longer });
    if (proposed.status === 201) {
      const accepted = await h.api('POST', `/v1/alterations/${proposed.body.id}/accept`, {
        token: await tokenFor(h, host),
      });
      expect(accepted.body.code).toBe('session-ended');
    }
    const path = `/v1/admin/bookings/${held.id}/cancel`;
    const body = { reason: 'Case 4711', terms: 'host' };
    expect((await h.api('POST', path, { token: await tokenFor(h, support), body })).status).toBe(200);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'cancelled' });
  });
});

test('a guest who is suspended keeps the stay that was paid, and holds no nights that were not', async () => {
  const { guest, host, listingId } = await cast(h);
  const paid = await booked(h, guest, listingId, stay);
  const unpaid = await hold(h, guest, listingId, { checkIn: '2027-06-10', checkOut: '2027-06-12' });
  await done(h, 'suspend', guest);
  h.clock.advance(HOUR);
  await h.drainJobs();
  expect(await see(h, host, paid.id)).toMatchObject({ state: 'confirmed' });
  expect(
    (await quoteFor(h, await createPerson(h), listingId, { checkIn: '2027-06-10', checkOut: '2027-06-12' })).status,
  ).toBe(201);
  expect(await h.sql('select state from bookings where id = $1', [unpaid.id])).toEqual([{ state: 'expired' }]);
});
