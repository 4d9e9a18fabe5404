import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chargeableUnit, currencies } from '../../src/kernel/currencies.ts';
import { addDays, type PlainDate, plainDate } from '../../src/kernel/dates.ts';
import { percentOf } from '../../src/kernel/money.ts';
import { weekendDays } from '../../src/kernel/price.ts';
import { platformFees, priceStay } from '../../src/pricing/price-stay.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, placeApart, search } from './searchable.ts';

let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

const amount = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000_000_000 }));
const bps = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000 }));
const prices = fc.record({
  currency: fc.constantFrom('USD', 'JPY', 'KWD', 'ISK', 'UGX', 'EUR'),
  base_nightly: amount,
  weekend_nightly: fc.option(amount),
  cleaning_fee: amount,
  extra_guest_fee: amount,
  guests_included: fc.integer({ min: 1, max: 6 }),
  weekly_discount_bps: bps,
  monthly_discount_bps: bps,
  tax_bps: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })),
  fee_model: fc.constantFrom('split', 'hostOnly'),
} as const);
const stays = fc.record({
  start: fc.integer({ min: 1, max: 60 }),
  nights: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 26, max: 30 }), fc.integer({ min: 1, max: 365 })),
});
const overrides = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 90 }), amount), {
  selector: ([day]) => day,
  maxLength: 40,
});
const parties = fc.record({
  adults: fc.integer({ min: 1, max: 6 }),
  children: fc.integer({ min: 0, max: 4 }),
  infants: fc.integer({ min: 0, max: 2 }),
  pets: fc.constant(0),
});

test('the total of a stay is the same in search, in its quote and in the pricing rules, to the last unit', async () => {
  const run = fc.asyncProperty(
    prices,
    overrides,
    stays,
    parties,
    async (columns, ownPrices, { start, nights }, party) => {
      const { point, box } = placeApart();
      const tax_name = columns.tax_bps > 0 ? 'City tax' : null;
      const id = await createSearchable(h, host, { ...columns, ...point, tax_name, capacity: 10 });
      const day = (days: number): PlainDate => addDays(plainDate('2027-03-01'), days);
      await h.sql(
        `insert into night_prices (listing_id, night, amount)
       select $1, night, amount from unnest($2::date[], $3::bigint[]) as given (night, amount)`,
        [id, ownPrices.map(([days]) => day(days)), ownPrices.map(([, price]) => price)],
      );
      const stay = { checkIn: day(start), checkOut: day(start + nights) };
      const priced = priceStay({
        rates: {
          currency: columns.currency,
          baseNightly: columns.base_nightly,
          weekendNightly: columns.weekend_nightly,
          weekendDays,
          overrides: new Map(ownPrices.map(([days, price]) => [day(days), price])),
          cleaningFee: columns.cleaning_fee,
          extraGuestFee: columns.extra_guest_fee,
          guestsIncluded: columns.guests_included,
          weeklyDiscountBps: columns.weekly_discount_bps,
          monthlyDiscountBps: columns.monthly_discount_bps,
        },
        fees: platformFees[columns.fee_model],
        tax: tax_name === null ? null : { name: tax_name, bps: columns.tax_bps },
        stay,
        party,
      });
      const total = priced.totals.guestPays;

      const byRank = await search(h, { box, ...stay, ...party });
      expect(byRank.body.data[0]).toMatchObject({
        id,
        currency: columns.currency,
        nightlyPrice: Math.round(total / nights),
        stay: { nights, total },
      });
      const byPrice = await search(h, { box, ...stay, ...party, sort: 'price', currency: columns.currency });
      expect(byPrice.body.data).toEqual(byRank.body.data);

      const body = { ...stay, party };
      const quote = await h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, key: null, body });
      expect(quote.body.totals.guestPays).toBe(total);
    },
  );
  await fc.assert(run, { numRuns: 150 });
});

test('the database rounds to the unit of every currency as the kernel does', async () => {
  const rows = await h.sql<{ currency: string; unit: number }>(
    'select currency, chargeable_unit(currency) as unit from unnest($1::text[]) currency',
    [currencies],
  );
  expect(rows).toEqual(currencies.map((currency) => ({ currency, unit: chargeableUnit(currency) })));
});

test('the database takes percentages as the kernel does, up to the largest amounts', async () => {
  const share = fc.record({
    amount: fc.oneof(fc.nat(1_000_000), fc.integer({ min: 0, max: 2_000_000_000_000_000 })),
    bps: fc.integer({ min: 0, max: 9_000 }),
    unit: fc.constantFrom(1, 10, 100),
  });
  const shares = fc.sample(share, 2_000);
  const rows = await h.sql<{ share: string }>(
    `select share_of(amount, bps, unit) as share
     from unnest($1::bigint[], $2::integer[], $3::smallint[]) with ordinality as given (amount, bps, unit, n) order by n`,
    [shares.map((one) => one.amount), shares.map((one) => one.bps), shares.map((one) => one.unit)],
  );
  expect(rows.map((row) => Number(row.share))).toEqual(
    shares.map(({ amount, bps, unit }) => percentOf(amount, bps, unit)),
  );
});
