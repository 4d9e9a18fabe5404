import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListingId, newId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, found, foundOnAllPages, placeApart, project, search } from './searchable.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

const quoted = async (id: ListingId, stay: { checkIn: string; checkOut: string }) => {
  const body = { checkIn: stay.checkIn, checkOut: stay.checkOut, party: { adults: 1 } };
  const quote = await h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, body });
  return quote.body.totals?.guestPays;
};
const close = (id: ListingId, start: string, end: string) =>
  h.sql(
    `insert into closures (id, listing_id, nights, source, created_at)
     values ($1, $2, daterange($3, $4), 'host', '2027-01-01')`,
    [newId('closure'), id, start, end],
  );
const price = async (id: ListingId, from: string, to: string, amount: number) => {
  await h.sql(
    `insert into night_prices (listing_id, night, amount)
     select $1, night::date, $4 from generate_series($2::date, $3::date - 1, interval '1 day') night`,
    [id, from, to, amount],
  );
  await project(h, id);
};

describe('dates that may move by days', () => {
  const moved = { checkIn: '2027-06-07', checkOut: '2027-06-10', flexibleDays: 3 };

  test('find a listing for the cheapest of the stays that it can be had for, at the total that a quote says', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, point);
    await close(id, '2027-06-08', '2027-06-09');
    await price(id, '2027-06-04', '2027-06-07', 150_00);
    const { checkIn, checkOut } = moved;
    expect(await found(h, { box, checkIn, checkOut })).toEqual([]);
    const answer = await search(h, { box, ...moved });
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    // Dearer nights lie before the one that is closed; the first of those after it is the earliest of equally cheap ones.
    const [hit] = answer.body.data;
    expect(hit).toMatchObject({ id, stay: { checkIn: '2027-06-09', checkOut: '2027-06-12', nights: 3 } });
    expect(hit.stay.total).toBe(await quoted(id, hit.stay));
    await close(id, '2027-06-11', '2027-06-12');
    const { body } = await search(h, { box, ...moved });
    expect(body.data).toMatchObject([{ stay: { checkIn: '2027-06-05', checkOut: '2027-06-08' } }]);
    expect(body.data[0].stay.total).toBe(await quoted(id, body.data[0].stay));
    await close(id, '2027-06-06', '2027-06-07');
    expect(await found(h, { box, ...moved })).toEqual([]);
  });

  test('find the cheapest stay at a price that was asked for', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, point);
    await price(id, '2027-06-10', '2027-06-13', 50_00);
    const cheapest = await search(h, { box, ...moved });
    expect(cheapest.body.data).toMatchObject([{ stay: { checkIn: '2027-06-10' } }]);
    const { nightlyPrice } = cheapest.body.data[0];
    const dearer = await search(h, { box, ...moved, currency: 'USD', priceMin: nightlyPrice + 1 });
    expect(dearer.body.data).toMatchObject([{ id, stay: { checkIn: '2027-06-09' } }]);
    expect(await found(h, { box, ...moved, currency: 'USD', priceMax: nightlyPrice - 1 })).toEqual([]);
  });

  test('judge each stay by all of its rules', async () => {
    const { point, box } = placeApart();
    // Arrivals on Thursdays; on the 11th, a Friday, too, but for four nights.
    const id = await createSearchable(h, host, { ...point, arrival_weekdays: 8 });
    await h.sql(
      `insert into night_rules (listing_id, night, arrival_weekdays, min_nights) values ($1, '2027-06-11', 127, 4)`,
      [id],
    );
    await project(h, id);
    const checkIns = async (query: object) =>
      (await search(h, { box, ...moved, ...query })).body.data.map(
        (hit: { stay: { checkIn: string } }) => hit.stay.checkIn,
      );
    expect(await checkIns({})).toEqual(['2027-06-10']);
    expect(await checkIns({ flexibleDays: 2 })).toEqual([]);
    expect(await checkIns({ checkIn: '2027-06-13', checkOut: '2027-06-17', flexibleDays: 2 })).toEqual(['2027-06-11']);
  });

  test('go back to no day that is past', async () => {
    const { point, box } = placeApart();
    await createSearchable(h, host, point);
    const { body } = await search(h, { box, checkIn: '2027-02-28', checkOut: '2027-03-02', flexibleDays: 5 });
    expect(body.data).toMatchObject([{ stay: { checkIn: '2027-03-01' } }]);
    const past = await search(h, { box, checkIn: '2027-02-20', checkOut: '2027-02-22', flexibleDays: 5 });
    expect(past).toMatchObject({ status: 422, body: { errors: [{ parameter: 'checkIn', code: 'check-in-past' }] } });
    expect(await found(h, { box, checkIn: '2199-12-28', checkOut: '2199-12-31', flexibleDays: 7 })).toEqual([]);
  });
});

describe('where nothing fits', () => {
  const dates = { checkIn: '2027-06-07', checkOut: '2027-06-10' };
  const alternatives = (query: Record<string, string | number>) =>
    h.api('GET', '/v1/search/alternatives', { query: { ...dates, ...query } });
  type Found = { id: string; distance: number; stay: { checkIn: string; checkOut: string; total: number } };

  test('the nearest dates are told, step by step further away, at the totals that quotes say', async () => {
    const { point, box } = placeApart();
    const free = async (from: string, to: string, columns = {}) => {
      const id = await createSearchable(h, host, { ...point, ...columns });
      await close(id, '2027-05-01', from);
      await close(id, to, '2027-07-15');
      return id;
    };
    const byWeek = await free('2027-06-14', '2027-06-17', { review_count: 500, rating_tenths: 50 });
    const byDays = await free('2027-06-04', '2027-06-09', { review_count: 100, rating_tenths: 50 });
    const byFortnight = await free('2027-05-24', '2027-05-27');
    await free('2027-05-23', '2027-05-26');
    await free('2027-06-14', '2027-06-17', { capacity: 1 });
    expect(await found(h, { box, ...dates, adults: 2 })).toEqual([]);
    const answer = await alternatives({ box, adults: 2 });
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    const hits: Found[] = answer.body.otherDates;
    expect(hits).toMatchObject([
      { id: byDays, place: 'New York', stay: { checkIn: '2027-06-06', checkOut: '2027-06-09', nights: 3 } },
      { id: byWeek, stay: { checkIn: '2027-06-14', checkOut: '2027-06-17' } },
      { id: byFortnight, stay: { checkIn: '2027-05-24', checkOut: '2027-05-27' } },
    ]);
    for (const hit of hits) {
      const body = { checkIn: hit.stay.checkIn, checkOut: hit.stay.checkOut, party: { adults: 2 } };
      const quote = await h.api('POST', `/v1/listings/${hit.id}/quotes`, { token: guest.token, body });
      expect(quote.body.totals.guestPays).toBe(hit.stay.total);
    }
  });

  test('the nearest places are told, by their distance from the middle of what was looked at', async () => {
    const [latitude, longitude] = [70, 179.99];
    const at = (east: number, columns = {}) => {
      const shown_longitude = longitude + east > 180 ? longitude + east - 360 : longitude + east;
      return createSearchable(h, host, { shown_latitude: latitude, shown_longitude, ...columns });
    };
    const booked = await at(0.001);
    await close(booked, '2027-06-09', '2027-06-10');
    const far = await at(2.4);
    const near = await at(0.3);
    await at(0.2, { capacity: 1 });
    await at(4);
    const box = [longitude - 0.02, latitude - 0.02, longitude - 360 + 0.02, latitude + 0.02].join();
    const answer = await alternatives({ box, adults: 2 });
    expect(answer.trips).toBe(1);
    const places: Found[] = answer.body.otherPlaces;
    const perDegree = 111_195 * Math.cos((latitude * Math.PI) / 180);
    expect(places.map(({ id }) => id)).toEqual([near, far]);
    expect(places.map(({ distance }) => Math.round(distance / 100))).toEqual(
      [0.3, 2.4].map((degrees) => Math.round((degrees * perDegree) / 100)),
    );
    expect(answer.body.otherDates).toMatchObject([{ id: booked, stay: { checkIn: '2027-06-06' } }]);
    const byPoint = await alternatives({ latitude, longitude, radius: 1_000, adults: 2 });
    expect(byPoint.body.otherPlaces.map(({ id }: Found) => id)).toEqual([near, far]);
    expect((await alternatives({ text: 'nowhere at all', adults: 2 })).body).toEqual({
      otherDates: [],
      otherPlaces: [],
    });
  });

  test('no dates are no question, and a stay that is past none either', async () => {
    const none = await h.api('GET', '/v1/search/alternatives');
    expect(none).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'checkIn' }, { parameter: 'checkOut' }] },
    });
    const past = await alternatives({ checkIn: '2027-02-20', checkOut: '2027-02-22' });
    expect(past).toMatchObject({ status: 422, body: { errors: [{ code: 'check-in-past' }] } });
  });
});

describe('a stay anywhere in a window', () => {
  const within = { windowFrom: '2027-06-01', windowTo: '2027-07-01' };

  test.each([
    ['weekend', '2027-06-11', '2027-06-13'],
    ['week', '2027-06-09', '2027-06-16'],
    ['month', '2027-06-01', '2027-06-29'],
  ])('of a %s is found for the cheapest one there', async (stayLength, checkIn, checkOut) => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, { ...point, monthly_discount_bps: 2_000, max_nights: 60 });
    // A night that is cheaper: weeks from the 6th to the 12th have it, the weekend of the 11th.
    await price(id, '2027-06-12', '2027-06-13', 60_00);
    if (stayLength === 'week') await close(id, '2027-06-08', '2027-06-09');
    const answer = await search(h, { box, ...within, stayLength });
    expect(answer).toMatchObject({ status: 200, trips: 1, body: { data: [{ id, stay: { checkIn, checkOut } }] } });
    const [{ stay }] = answer.body.data;
    expect(stay.total).toBe(await quoted(id, stay));
  });

  test('has all of its nights there', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, point);
    await close(id, '2027-06-04', '2027-06-25');
    const weekend = { box, windowFrom: '2027-06-03', stayLength: 'weekend' };
    expect(await found(h, { ...weekend, windowTo: '2027-06-26' })).toEqual([]);
    expect(await found(h, { ...weekend, windowTo: '2027-06-27' })).toEqual([id]);
    expect(await found(h, { ...weekend, windowFrom: '2027-06-26', windowTo: '2027-07-04' })).toEqual([id]);
    await close(id, '2027-07-03', '2027-07-04');
    expect(await found(h, { ...weekend, windowFrom: '2027-06-26', windowTo: '2027-07-04' })).toEqual([]);
  });

  test('is told where the window of the search row does not reach', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, point);
    await close(id, '2027-06-01', '2027-06-20');
    for (const from of ['2027-06-22', '2024-08-20']) {
      await h.sql('update search_rows set nights_from = $2 where listing_id = $1', [id, from]);
      await project(h, id);
      const { body } = await search(h, { box, ...within, stayLength: 'week' });
      expect(body.data).toMatchObject([{ stay: { checkIn: '2027-06-20' } }]);
    }
  });

  test('is one that clusters and facets count, and names the price of', async () => {
    const { point, box } = placeApart();
    const [free, taken] = [await createSearchable(h, host, point), await createSearchable(h, host, point)];
    await price(free, '2027-06-11', '2027-06-13', 40_00);
    await close(taken, '2027-05-20', '2027-07-20');
    const query = { box, ...within, stayLength: 'weekend' };
    const { body } = await search(h, query);
    expect(body.data).toMatchObject([{ id: free, stay: { checkIn: '2027-06-11' } }]);
    const { nightlyPrice } = body.data[0];
    const clusters = await h.api('GET', '/v1/search/clusters', { query: { ...query, currency: 'USD', zoom: 8 } });
    const nightly = { least: nightlyPrice, most: nightlyPrice, currency: 'USD' };
    expect(clusters).toMatchObject({ trips: 1, body: { data: [{ listings: 1, listingId: free, nightly }] } });
    const facets = await h.api('GET', '/v1/search/facets', { query });
    expect(facets).toMatchObject({ trips: 1, body: { total: 1 } });
  });

  test('comes in every order, each listing once, page by page', async () => {
    const { point, box } = placeApart();
    for (let n = 0; n < 9; n += 1) {
      const id = await createSearchable(h, host, {
        ...point,
        shown_longitude: point.shown_longitude + 0.001 * ((n * 4) % 9),
        base_nightly: 100_00 + 100 * (n % 4),
        review_count: n,
      });
      await close(id, '2027-06-01', `2027-06-${10 + n}`);
    }
    const { shown_latitude: latitude, shown_longitude: longitude } = point;
    for (const order of [
      { sort: 'rank' },
      { sort: 'price', currency: 'USD' },
      { sort: 'distance', latitude, longitude, radius: 5_000 },
      { sort: 'rank', text: 'loft' },
    ]) {
      const query = { box, ...within, stayLength: 'week', ...order };
      const [whole, paged] = await Promise.all([100, 2].map((limit) => foundOnAllPages(h, { ...query, limit })));
      expect(whole).toHaveLength(9);
      expect(paged).toEqual(whole);
    }
  });

  test.each<[Record<string, string | number>, string[]]>([
    [{ flexibleDays: 2 }, ['flexibleDays']],
    [{ flexibleDays: 8, checkIn: '2027-06-01', checkOut: '2027-06-03' }, ['flexibleDays']],
    [{ stayLength: 'week' }, ['windowFrom', 'windowTo']],
    [{ ...within, stayLength: 'fortnight' }, ['stayLength']],
    [{ ...within, stayLength: 'week', checkIn: '2027-06-01', checkOut: '2027-06-03' }, ['windowFrom']],
    [{ windowFrom: '2027-06-01', windowTo: '2027-06-07', stayLength: 'week' }, ['windowTo']],
    [{ windowFrom: '2027-06-05', windowTo: '2027-06-12', stayLength: 'weekend' }, ['windowTo']],
    [{ windowFrom: '2027-06-05', windowTo: '2027-06-01', stayLength: 'weekend' }, ['windowTo']],
    [{ windowFrom: '2027-06-01', windowTo: '2027-12-05', stayLength: 'week' }, ['windowTo']],
    [{ windowFrom: 'May', windowTo: '', stayLength: 'week' }, ['windowFrom', 'windowTo']],
    [{ windowFrom: '2027-02-01', windowTo: '2027-02-20', stayLength: 'week' }, ['windowTo']],
  ])('%j is refused', async (query, parameters) => {
    const answer = await search(h, query);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' }, trips: 0 });
    const named = answer.body.errors.map(({ parameter }: { parameter: string }) => parameter);
    expect(new Set(named)).toEqual(new Set(parameters));
  });
});
