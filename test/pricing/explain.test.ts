import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { amenityBits } from '../../src/listings/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

const explain = (id: string, checkIn: string, checkOut: string, adults = 2) =>
  h.api('POST', `/v1/listings/${id}/explain`, { key: null, body: { checkIn, checkOut, party: { adults } } });

const close = (id: string, start: string, end: string) =>
  h.api('POST', `/v1/listings/${id}/closures`, { token: host.token, body: { start, end } });

describe('an explanation', () => {
  test('names every reason with its rule and dates, and the nearest stays with their totals, in one round trip', async () => {
    const id = await createListing(h, host, { min_nights: 2, weekend_nightly: 130_00, arrival_weekdays: 0b0110000 });
    await close(id, '2027-06-11', '2027-06-12');
    const ranges = [{ start: '2027-06-10', end: '2027-06-11', rules: { minNights: 3 } }];
    const changes = [{ listingIds: [id], ranges }];
    await h.api('PUT', '/v1/me/stay-rules', { token: host.token, body: { changes } });
    const answer = await explain(id, '2027-06-10', '2027-06-12', 5);
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    expect(answer.body.reasons).toEqual([
      { code: 'arrival-weekday', rule: { arrivalWeekdays: ['friday', 'saturday'] }, dates: ['2027-06-10'] },
      { code: 'nights-taken', rule: {}, dates: ['2027-06-11'] },
      { code: 'too-few-nights', rule: { minNights: 3 }, dates: ['2027-06-10'] },
      { code: 'too-many-guests', rule: { capacity: 4 }, dates: [] },
    ]);
    expect(answer.body.nearest).toEqual([]);
    expect((await explain(id, '2027-06-10', '2027-06-12')).body.nearest).toEqual([
      { checkIn: '2027-06-12', checkOut: '2027-06-14', total: 262_66 },
      { checkIn: '2027-06-05', checkOut: '2027-06-07', total: 262_66 },
      { checkIn: '2027-06-04', checkOut: '2027-06-06', total: 296_92 },
      { checkIn: '2027-06-18', checkOut: '2027-06-20', total: 296_92 },
      { checkIn: '2027-06-19', checkOut: '2027-06-21', total: 262_66 },
    ]);
  });

  test('of a stay that can be had names no reason, and it as the nearest', async () => {
    const id = await createListing(h, host);
    const { body } = await explain(id, '2027-06-10', '2027-06-12');
    expect(body.reasons).toEqual([]);
    expect(body.nearest.map(({ checkIn }: { checkIn: string }) => checkIn)).toEqual([
      ...['2027-06-10', '2027-06-09', '2027-06-11', '2027-06-08', '2027-06-12'],
    ]);
  });

  test('tells whoever has not signed in what a stay comes to, line by line, and till when it is free to cancel, as the quote does', async () => {
    const fees = JSON.stringify([{ code: 'linen', name: null, amount: 15_00, per: 'guest', refundable: false }]);
    const id = await createListing(h, host, {
      cleaning_fee: 40_00,
      fees,
      weekend_nightly: 130_00,
      tax_name: 'Tax',
      tax_bps: 500,
    });
    const guest = await createPerson(h);
    for (const [checkIn, checkOut] of [
      ['2027-06-10', '2027-06-13'],
      ['2027-06-10', '2027-07-20'],
    ] as const) {
      const body = { checkIn, checkOut, party: { adults: 3 } };
      const quote = await h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, key: null, body });
      const { lines, totals, cancellation } = quote.body;
      const told = await explain(id, checkIn, checkOut, 3);
      expect(told).toMatchObject({ status: 200, trips: 1 });
      expect(told.body.price).toEqual({ lines, totals, cancellation });
      expect(told.body.nearest[0].total).toBe(totals.guestPays);
    }
    expect((await explain(id, '2027-06-10', '2027-06-13', 5)).body.price).toBeNull();
    await h.sql("update listings set state = 'unlisted' where id = $1", [id]);
    expect((await explain(id, '2027-06-10', '2027-06-13')).body.price).toBeNull();
  });

  test('of a stay of too few or too many nights finds the nearest with as many as the rules of each date ask for', async () => {
    const id = await createListing(h, host, { min_nights: 3, max_nights: 5 });
    const ranges = [{ start: '2027-06-11', end: '2027-06-12', rules: { minNights: 1, maxNights: 2 } }];
    await h.api('PUT', '/v1/me/stay-rules', { token: host.token, body: { changes: [{ listingIds: [id], ranges }] } });
    await close(id, '2027-06-15', '2027-06-16');
    const nearestTo = async (checkOut: string) => {
      const { body } = await explain(id, '2027-06-10', checkOut);
      const nearest: { checkIn: string; checkOut: string }[] = body.nearest;
      return nearest.map((stay) => `${stay.checkIn.slice(8)}-${stay.checkOut.slice(8)}`);
    };
    expect(await nearestTo('2027-06-12')).toEqual(['10-13', '09-12', '11-13', '08-11', '12-15']);
    expect(await nearestTo('2027-06-16')).toEqual(['10-15', '09-14', '11-13', '08-13', '07-12']);
  });

  test('of a date long past, or too far ahead, still finds the stays that are nearest to it', async () => {
    const id = await createListing(h, host);
    const past = await explain(id, '1970-01-01', '1970-01-03');
    expect(past.body.reasons).toEqual([{ code: 'check-in-past', rule: {}, dates: ['1970-01-01'] }]);
    expect(past.body.nearest[0].checkIn).toBe('2027-03-01');
    const future = await explain(id, '2199-12-30', '2199-12-31');
    expect(future.body.reasons).toMatchObject([{ code: 'too-far-ahead', rule: { horizonDays: 730 } }]);
    expect(future.body.nearest[0].checkOut).toBe('2029-02-28');
  });

  test('of a party with pets says so where the amenities do not allow them, as the quote does', async () => {
    const guest = await createPerson(h);
    const party = { adults: 2, pets: 1 };
    const ask = async (id: string) => {
      const body = { checkIn: '2027-06-10', checkOut: '2027-06-12', party };
      const [explained, quoted] = await Promise.all([
        h.api('POST', `/v1/listings/${id}/explain`, { key: null, body }),
        h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, key: null, body }),
      ]);
      return { reasons: explained.body.reasons, nearest: explained.body.nearest.length, quoted };
    };
    const without = await ask(await createListing(h, host));
    expect(without).toMatchObject({
      reasons: [{ code: 'pets-not-allowed', rule: {}, dates: [] }],
      nearest: 0,
      quoted: {
        status: 422,
        body: { code: 'stay-not-allowed', errors: [{ pointer: '/party', code: 'pets-not-allowed' }] },
      },
    });
    const amenities = amenityBits(['pets-allowed']);
    expect(await ask(await createListing(h, host, { amenities }))).toMatchObject({
      reasons: [],
      quoted: { status: 201 },
    });
  });

  test('of a price that no card can be charged says which can be', async () => {
    const id = await createListing(h, host, { base_nightly: 10 });
    const { body } = await explain(id, '2027-06-10', '2027-06-12');
    const rule = { leastAmount: 50, mostAmount: 99_999_999 };
    expect(body).toMatchObject({ reasons: [{ code: 'amount-not-chargeable', rule, dates: [] }], nearest: [] });
  });

  test('of a listing that is not open says so and no more, and of one that never was nothing', async () => {
    const id = await createListing(h, host, { state: 'unlisted', min_nights: 3, base_nightly: 10 });
    await close(id, '2027-06-10', '2027-06-11');
    const { body } = await explain(id, '2027-06-10', '2027-06-12');
    expect(body).toMatchObject({ reasons: [{ code: 'listing-not-open', rule: {}, dates: [] }], nearest: [] });
    expect(body.reasons).toHaveLength(1);
    const draft = await createListing(h, host, { state: 'draft' });
    for (const unknown of [draft, newId('listing')]) {
      expect(await explain(unknown, '2027-06-10', '2027-06-12')).toMatchObject({ status: 404 });
    }
  });
});
