import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at } from '../../scripts/random.ts';
import { amenityBits } from '../../src/listings/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { addPhoto } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, found, foundOnAllPages, placeApart, search } from './searchable.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

const stay = { checkIn: '2027-06-07', checkOut: '2027-06-09' };

/** Sets what a dollar is worth in these currencies, a day later than before. */
let day = 0;
async function rates(perDollar: Record<string, string>): Promise<void> {
  day += 1;
  for (const [currency, rate] of Object.entries(perDollar))
    await h.sql(`insert into exchange_rates values ($1, date '2027-01-01' + $2::int, $3)`, [currency, day, rate]);
}

describe('a result', () => {
  test('names what a card in a list shows, in one round trip', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, {
      ...point,
      place: 'Hudson',
      bedrooms: 2,
      beds: 3,
      baths_tenths: 15,
      rating_tenths: 48,
    });
    await addPhoto(h, id, 2, 'photos/second.jpg');
    await addPhoto(h, id, 1, 'photos/first.jpg');
    await addPhoto(h, id, 0, null);

    const answer = await search(h, { box, ...stay, adults: 2 });
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    expect(answer.body).toEqual({
      data: [
        {
          id,
          title: 'Loft by the river',
          place: 'Hudson',
          propertyType: 'loft',
          roomType: 'entire_home',
          capacity: 4,
          bedrooms: 2,
          beds: 3,
          baths: 1.5,
          location: { latitude: point.shown_latitude, longitude: point.shown_longitude },
          coverPhotoUrl: expect.stringMatching(/\/photos\/first\.jpg$/),
          rating: 4.8,
          reviewCount: 0,
          instantBooking: true,
          currency: 'USD',
          nightlyPrice: 114_20,
          stay: { ...stay, nights: 2, total: 228_40 },
          distance: null,
          rankSignals: null,
        },
      ],
      nextCursor: null,
    });
  });

  test('has the base price without dates, and the distance where a point is given', async () => {
    const { point } = placeApart();
    await createSearchable(h, host, point);
    const { body } = await search(h, {
      latitude: point.shown_latitude,
      longitude: point.shown_longitude + 0.01,
      radius: 2_000,
    });
    const metres = Math.round(1_111.95 * Math.cos((point.shown_latitude * Math.PI) / 180));
    expect(body.data).toEqual([expect.objectContaining({ nightlyPrice: 100_00, stay: null, distance: metres })]);
  });
});

describe('a filter', () => {
  test('on guests counts adults and children, not infants', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, { ...point, capacity: 3 });
    expect(await found(h, { box, adults: 2, children: 1, infants: 5 })).toEqual([id]);
    expect(await found(h, { box, adults: 2, children: 2 })).toEqual([]);
  });

  test('on amenities asks for all of them, and a pet for a listing that takes pets', async () => {
    const { point, box } = placeApart();
    const plain = await createSearchable(h, host, { ...point, amenities: amenityBits(['wifi', 'pool']) });
    const pets = await createSearchable(h, host, {
      ...point,
      amenities: amenityBits(['wifi', 'pets-allowed', 'first-aid-kit']),
    });
    expect(new Set(await found(h, { box, amenities: 'wifi' }))).toEqual(new Set([plain, pets]));
    expect(await found(h, { box, amenities: 'wifi,pool' })).toEqual([plain]);
    expect(await found(h, { box, amenities: 'first-aid-kit' })).toEqual([pets]);
    expect(await found(h, { box, pets: 1 })).toEqual([pets]);
    expect(await found(h, { box, pets: 1, amenities: 'pool' })).toEqual([]);
  });

  test('on types asks for any of them', async () => {
    const { point, box } = placeApart();
    const loft = await createSearchable(h, host, point);
    const room = await createSearchable(h, host, { ...point, room_type: 'private_room', property_type: 'house' });
    const untold = await createSearchable(h, host, { ...point, room_type: 'hotel_room', property_type: null });
    expect(await found(h, { box, roomTypes: 'private_room' })).toEqual([room]);
    expect(new Set(await found(h, { box, roomTypes: 'hotel_room,entire_home' }))).toEqual(new Set([loft, untold]));
    expect(new Set(await found(h, { box, propertyTypes: 'loft,house,boat' }))).toEqual(new Set([loft, room]));
  });

  test('on price holds for the base price of a night, with dates for the total divided by the nights', async () => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, { ...point, cleaning_fee: 50_00 });
    const priced = (priceMin: number, priceMax: number, dates = {}) =>
      found(h, { box, currency: 'USD', priceMin, priceMax, ...dates });
    expect(await priced(100_00, 100_00)).toEqual([id]);
    expect(await priced(100_01, 900_00)).toEqual([]);
    expect(await priced(0, 99_99)).toEqual([]);
    // 285.50 for two nights: 142.75 each.
    expect(await priced(142_75, 142_75, stay)).toEqual([id]);
    expect(await priced(142_76, 900_00, stay)).toEqual([]);
    expect(await priced(0, 142_74, stay)).toEqual([]);
  });

  test('on currency leaves other currencies out', async () => {
    const { point, box } = placeApart();
    const dollars = await createSearchable(h, host, point);
    const yen = await createSearchable(h, host, { ...point, currency: 'JPY', base_nightly: 9_000 });
    expect(new Set(await found(h, { box }))).toEqual(new Set([dollars, yen]));
    expect(await found(h, { box, currency: 'JPY' })).toEqual([yen]);
    expect(await found(h, { box, currency: 'USD', sort: 'price' })).toEqual([dollars]);
  });
});

describe('an order', () => {
  test('by price is that of the totals of the stay, without dates that of the base prices', async () => {
    const { point, box } = placeApart();
    const lowFee = await createSearchable(h, host, { ...point, base_nightly: 120_00 });
    const highFee = await createSearchable(h, host, { ...point, base_nightly: 100_00, cleaning_fee: 80_00 });
    const query = { box, currency: 'USD', sort: 'price' };
    expect(await found(h, query)).toEqual([highFee, lowFee]);
    expect(await found(h, { ...query, ...stay })).toEqual([lowFee, highFee]);
  });

  test('by price compares prices of all currencies in one, by the newest rates, and shows them in their own', async () => {
    const { point, box } = placeApart();
    await rates({ EUR: '0.8', JPY: '150' });
    const dollars = await createSearchable(h, host, point);
    const euros = await createSearchable(h, host, { ...point, currency: 'EUR', base_nightly: 90_00 });
    const yen = await createSearchable(h, host, { ...point, currency: 'JPY', base_nightly: 9_000 });
    const unknown = await createSearchable(h, host, { ...point, currency: 'KWD', base_nightly: 1_000 });
    const answer = await search(h, { box, sort: 'price' });
    expect(answer.trips).toBe(1);
    expect(answer.body.data).toMatchObject([
      { id: yen, currency: 'JPY', nightlyPrice: 9_000 },
      { id: dollars, currency: 'USD', nightlyPrice: 100_00 },
      { id: euros, currency: 'EUR', nightlyPrice: 90_00 },
    ]);
    expect(await found(h, { box })).toContain(unknown);
    const pages = await foundOnAllPages(h, { box, sort: 'price', priceCurrency: 'JPY', limit: 1, ...stay });
    expect(pages.map(({ id }) => id)).toEqual([yen, dollars, euros]);
    // 90.00 EUR are 112.50 USD, or 16,875 JPY.
    const bounded = (priceCurrency: string, priceMin: number, priceMax: number) =>
      found(h, { box, priceCurrency, priceMin, priceMax });
    expect(await bounded('USD', 112_50, 112_50)).toEqual([euros]);
    expect(await bounded('USD', 112_51, 900_00)).toEqual([]);
    expect(await bounded('JPY', 9_000, 16_874)).toHaveLength(2);
    expect(await bounded('KWD', 1_000, 1_000)).toEqual([unknown]);
    expect(await found(h, { box, currency: 'EUR', priceCurrency: 'USD', priceMin: 112_50 })).toEqual([euros]);
    const clusters = await h.api('GET', '/v1/search/clusters', { query: { box, zoom: 8, priceCurrency: 'JPY' } });
    const nightly = { least: 9_000, most: 16_875, currency: 'JPY' };
    expect(clusters.body.data).toMatchObject([{ listings: 4, nightly }]);

    await rates({ EUR: '1.6', JPY: '75' });
    expect(await found(h, { box, sort: 'price' })).toEqual([euros, dollars, yen]);
  });

  test('by price leaves no cheaper listing out where rates have moved since its row was made', async () => {
    const { point, box } = placeApart();
    await rates({ EUR: '0.5', IDR: '16000' });
    const ids: { id: string; dollars: number }[] = [];
    const moved = { USD: 1, EUR: 4, IDR: 8_000 };
    for (let n = 0; n < 36; n += 1) {
      const [currency, perDollar] = at(Object.entries(moved), n);
      const dollars = 2_000 * 1.13 ** ((n * 7) % 36);
      const base_nightly = Math.round(dollars * perDollar);
      ids.push({ id: await createSearchable(h, host, { ...point, currency, base_nightly }), dollars });
    }
    await rates({ EUR: '4', IDR: '8000' });
    const expected = ids.toSorted((one, other) => one.dollars - other.dollars).map(({ id }) => id);
    expect(await found(h, { box, sort: 'price', limit: 5 })).toEqual(expected.slice(0, 5));
    const pages = await foundOnAllPages(h, { box, sort: 'price', priceCurrency: 'EUR', limit: 7 });
    expect(pages.map(({ id }) => id)).toEqual(expected);
  });

  test('by price counts a rate from its day on, as quotes do', async () => {
    const { point, box } = placeApart();
    const dollars = await createSearchable(h, host, point);
    const pounds = await createSearchable(h, host, { ...point, currency: 'GBP', base_nightly: 90_00 });
    const francs = await createSearchable(h, host, { ...point, currency: 'CHF', base_nightly: 200_00 });
    await h.sql(`insert into exchange_rates
      values ('GBP', '2027-03-02', '1.6'), ('GBP', '2027-03-01', '0.8'), ('CHF', '2027-03-02', '0.8')`);
    const dearest = async () => {
      const { body } = await h.api('GET', '/v1/search/clusters', { query: { box, zoom: 8 } });
      return body.data[0].nightly.most;
    };
    h.clock.set('2027-03-01T23:59:59Z');
    expect(await found(h, { box, sort: 'price' })).toEqual([dollars, pounds]);
    expect(await dearest()).toBe(112_50);
    h.clock.set('2027-03-02T00:00:00Z');
    expect(await found(h, { box, sort: 'price' })).toEqual([pounds, dollars, francs]);
    expect(await dearest()).toBe(250_00);
    h.clock.set('2027-03-01T12:00:00Z');
  });

  test('by price rounds half a unit away from zero, and no price is too high to be compared', async () => {
    const { point, box } = placeApart();
    await rates({ CLP: '200', LBP: '89500' });
    const pesos = await createSearchable(h, host, { ...point, currency: 'CLP', base_nightly: 101 });
    // What a host may ask at the most: no card can be charged it.
    const most = 100_000_000_000;
    const costs = {
      base_nightly: most,
      extra_guest_fee: most,
      guests_included: 1,
      capacity: 50,
      max_nights: 365,
      horizon_days: 700,
    };
    const dear = await createSearchable(h, host, { ...point, ...costs });
    expect(await found(h, { box, priceCurrency: 'USD', priceMin: 51, priceMax: 51 })).toEqual([pesos]);
    expect(await found(h, { box, sort: 'price', priceCurrency: 'LBP' })).toEqual([pesos, dear]);
    const year = { checkIn: '2027-06-07', checkOut: '2028-06-06' };
    for (const text of [undefined, 'loft']) {
      const query = { box, ...year, adults: 50, sort: 'price', priceCurrency: 'LBP', ...(text && { text }) };
      expect(await found(h, query)).toEqual([]);
    }
  });

  test('by rank puts many good reviews before few perfect ones, and an unrated listing before a bad one', async () => {
    const { point, box } = placeApart();
    const rated = (rating_tenths: number | null, review_count: number) =>
      createSearchable(h, host, { ...point, rating_tenths, review_count });
    const bad = await rated(25, 8);
    const fresh = await rated(null, 0);
    const perfect = await rated(50, 2);
    const proven = await rated(48, 300);
    expect(await found(h, { box })).toEqual([proven, perfect, fresh, bad]);
  });
});

describe('input that makes no search', () => {
  test.each<[Record<string, string | number>, string[]]>([
    [{ box: '1,2,3' }, ['box']],
    [{ box: '1,2,3,4,5' }, ['box']],
    [{ box: '1,2,three,4' }, ['box']],
    [{ box: '0,2,1,1' }, ['box']],
    [{ box: '-181,0,1,1' }, ['box']],
    [{ latitude: 1 }, ['longitude', 'radius']],
    [{ latitude: 91, longitude: 181, radius: 100_001 }, ['latitude', 'longitude', 'radius']],
    [{ latitude: '', longitude: 'NaN', radius: 'Infinity' }, ['latitude', 'longitude', 'radius']],
    [{ checkIn: '2027-06-03' }, ['checkOut']],
    [{ checkOut: '2027-06-03' }, ['checkIn']],
    [{ checkIn: '2027-06-03', checkOut: '2027-06-03' }, ['checkOut']],
    [{ checkIn: '2027-06-03', checkOut: '2028-06-03' }, ['checkOut']],
    [{ checkIn: '2027-02-29', checkOut: 'tomorrow' }, ['checkIn', 'checkOut']],
    [{ checkIn: '2027-02-27', checkOut: '2027-03-03' }, ['checkIn']],
    [{ adults: 0, children: -1, infants: 1.5, pets: 51 }, ['adults', 'children', 'infants', 'pets']],
    [{ currency: 'USD', priceMin: 2, priceMax: 1 }, ['priceMax']],
    [{ priceMin: 2 }, ['currency']],
    [{ sort: 'price', priceMax: 1 }, ['currency']],
    [{ sort: 'distance' }, ['sort']],
    [{ sort: 'random', currency: 'XXX' }, ['currency', 'sort']],
    [{ amenities: 'wifi,', roomTypes: '', propertyTypes: 'loft,castle' }, ['amenities', 'propertyTypes', 'roomTypes']],
    [{ cursor: 'nonsense' }, ['cursor']],
    [{ limit: 101, page: 2 }, ['limit', 'page']],
    [
      { box: '1', latitude: 99, checkIn: 'x', adults: 0, priceMin: -1, sort: 'price', pool: 1 },
      ['adults', 'box', 'checkIn', 'checkOut', 'currency', 'latitude', 'longitude', 'pool', 'priceMin', 'radius'],
    ],
  ])('%j is refused, every mistake by the name of its parameter', async (query, parameters) => {
    const answer = await search(h, query);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' }, trips: 0 });
    const named = answer.body.errors.map(({ parameter }: { parameter: string }) => parameter);
    expect(new Set(named)).toEqual(new Set(parameters));
  });

  test('is a check-in in the past, once its day is over everywhere on earth', async () => {
    const yesterday = { checkIn: '2027-02-28', checkOut: '2027-03-03' };
    h.clock.set('2027-03-01T11:59:59Z');
    expect((await search(h, yesterday)).status).toBe(200);
    h.clock.set('2027-03-01T12:00:00Z');
    expect(await search(h, yesterday)).toMatchObject({ status: 422, body: { errors: [{ parameter: 'checkIn' }] } });
  });
});

test('a search that takes too long is ended in the database, and told to be too broad', async () => {
  const holder = await h.connect();
  await holder.query('begin; lock table search_rows in access exclusive mode');
  const { box } = placeApart();
  const searches = [
    ['/v1/search', { box }],
    ['/v1/search/clusters', { box, zoom: 8 }],
    ['/v1/search/facets', { box }],
    ['/v1/search/alternatives', { box, ...stay }],
  ] as const;
  const answers = await Promise.all(searches.map(([path, query]) => h.api('GET', path, { query })));
  const waiting = await h.sql(`select from pg_locks where relation = 'search_rows'::regclass and not granted`);
  await holder.end();
  for (const answer of answers)
    expect(answer).toMatchObject({ status: 422, trips: 1, body: { code: 'search-too-broad' } });
  expect(waiting).toEqual([]);
});

test('a database that does not answer is told as such', async () => {
  h.faults.db.use(() => 'refuse');
  expect(await search(h, {})).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
  h.faults.db.use(() => undefined);
});
