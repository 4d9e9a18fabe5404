import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chargeableAmounts } from '../../src/kernel/chargeable-amounts.ts';
import { chargeableUnit, currencies } from '../../src/kernel/currencies.ts';
import { addDays, type PlainDate, plainDate } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { percentOf } from '../../src/kernel/money.ts';
import { weekendDays } from '../../src/kernel/price.ts';
import type { TaxRule } from '../../src/kernel/price-rules.ts';
import { amenityBits } from '../../src/listings/index.ts';
import { platformFees, priceStay } from '../../src/pricing/price-stay.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { anyFee, anyTaxesAbout, plainRates, taxOf } from '../pricing/plain.ts';
import { placeApart, project, search } from './searchable.ts';

let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

const amount = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000_000_000 }) },
);
const bps = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000 }));
const prices = fc.record({
  currency: fc.constantFrom('USD', 'JPY', 'KWD', 'ISK', 'UGX', 'EUR', 'IDR'),
  base_nightly: amount,
  weekend_nightly: fc.option(amount),
  cleaning_fee: amount,
  extra_guest_fee: amount,
  guests_included: fc.integer({ min: 1, max: 6 }),
  weekly_discount_bps: bps,
  monthly_discount_bps: bps,
  tax_bps: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })),
  fee_model: fc.constantFrom('split', 'hostOnly'),
  new_listing_discount: fc.boolean(),
  early_bird_days: fc.integer({ min: 0, max: 60 }),
  early_bird_bps: bps,
  last_minute_days: fc.integer({ min: 0, max: 60 }),
  last_minute_bps: bps,
  non_refundable_bps: fc.nat(5_000),
} as const);
const rules = fc.record({
  fees: fc.array(anyFee, { maxLength: 5 }),
  taxes: anyTaxesAbout('2027-03-20'),
  confirmed: fc.integer({ min: 0, max: 4 }),
  promotions: fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9_000 }), fc.boolean()), {
    maxLength: 3,
  }),
});
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
  pets: fc.integer({ min: 0, max: 2 }),
});

test('the total of a stay is the same in search, in its quote and in the pricing rules, to the last unit', async () => {
  const run = fc.asyncProperty(
    prices,
    overrides,
    stays,
    parties,
    rules,
    async (columns, ownPrices, { start, nights }, party, { fees, taxes, confirmed, promotions }) => {
      const { point, box } = placeApart();
      const tax_name = columns.tax_bps > 0 ? 'City tax' : null;
      const jurisdiction = await createTaxRules(taxes);
      const given = { ...columns, ...point, tax_name, jurisdiction, fees: JSON.stringify(fees) };
      const id = await createListing(h, host, { ...given, capacity: 10, amenities: PETS_ALLOWED });
      const day = (days: number): PlainDate => addDays(plainDate('2027-03-01'), days);
      await h.sql(
        `insert into night_prices (listing_id, night, amount, season)
         select $1, night, amount, season from unnest($2::date[], $3::bigint[], $4::bigint[]) as given (night, amount, season)`,
        [
          id,
          ownPrices.map(([days]) => day(days)),
          ownPrices.map(([days, price]) => (days % 3 === 0 ? null : price)),
          ownPrices.map(([days, price]) => (days % 3 === 1 ? null : price + 7)),
        ],
      );
      for (const [from, off, isSecret] of promotions) {
        const code = isSecret ? newId('promotion').slice(4, 30).toUpperCase() : null;
        await h.sql(
          `insert into promotions (id, listing_id, name, code, nights, bps, created_at)
           values ($1, $2, 'Sale', $3, daterange($4, $5), $6, $7)`,
          [newId('promotion'), id, code, day(from), day(from + 30), off, new Date(h.clock.now())],
        );
      }
      for (let past = 1; past <= confirmed; past += 1) await createPastBooking(id, past);
      await project(h, id);
      const stay = { checkIn: day(start), checkOut: day(start + nights) };
      const priced = priceStay({
        rates: {
          ...plainRates,
          fees,
          isNewListing: columns.new_listing_discount && confirmed < 3,
          promotions: promotions
            .filter(([from, , isSecret]) => !isSecret && from <= start && start + nights <= from + 30)
            .map(([, off]) => ({ name: 'Sale', bps: off })),
          earlyBird: timed(columns.early_bird_days, columns.early_bird_bps),
          lastMinute: timed(columns.last_minute_days, columns.last_minute_bps),
          currency: columns.currency,
          baseNightly: columns.base_nightly,
          weekendNightly: columns.weekend_nightly,
          weekendDays,
          overrides: new Map(ownPrices.filter(([days]) => days % 3 !== 0).map(([days, price]) => [day(days), price])),
          seasons: new Map(ownPrices.filter(([days]) => days % 3 !== 1).map(([days, price]) => [day(days), price + 7])),
          cleaningFee: columns.cleaning_fee,
          extraGuestFee: columns.extra_guest_fee,
          guestsIncluded: columns.guests_included,
          weeklyDiscountBps: columns.weekly_discount_bps,
          monthlyDiscountBps: columns.monthly_discount_bps,
        },
        fees: platformFees[columns.fee_model],
        taxes: [...(tax_name === null ? [] : [taxOf(columns.tax_bps)]), ...taxes],
        stay,
        party,
        bookedOn: day(0),
        rate: 'standard',
      });
      const total = priced.totals.guestPays;
      const { least, most } = chargeableAmounts(columns.currency);

      const byRank = await search(h, { box, ...stay, ...party });
      const body = { ...stay, party };
      const quote = await h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, key: null, body });
      if (total < least || total > most) {
        expect(byRank.body.data).toEqual([]);
        expect(quote).toMatchObject({ status: 422, body: { code: 'amount-not-chargeable' } });
        return;
      }
      expect(byRank.body.data[0]).toMatchObject({
        id,
        currency: columns.currency,
        nightlyPrice: Math.round(total / nights),
        stay: { nights, total },
      });
      const byPrice = await search(h, { box, ...stay, ...party, sort: 'price', currency: columns.currency });
      expect(byPrice.body.data).toEqual(byRank.body.data);
      expect(quote.body.totals.guestPays).toBe(total);
    },
  );
  await fc.assert(run, { numRuns: 150 });
});

const PETS_ALLOWED = amenityBits(['pets-allowed']);

const timed = (days: number, off: number) => (off === 0 ? null : { days, bps: off });

let jurisdictions = 0;
async function createTaxRules(taxes: readonly TaxRule[]): Promise<string | null> {
  if (taxes.length === 0) return null;
  jurisdictions += 1;
  for (const [position, tax] of taxes.entries()) {
    await h.sql(`insert into tax_rules values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, [
      `J${jurisdictions}`,
      position,
      ...[tax.name, tax.kind, tax.rate, tax.currency, tax.capNights, tax.exemptFromNights, tax.exemptChildren],
      ...[tax.included, tax.validFrom, tax.validTo],
    ]);
  }
  return `J${jurisdictions}`;
}

async function createPastBooking(listingId: string, daysAgo: number): Promise<void> {
  const now = new Date(h.clock.now());
  await h.sql(
    `insert into bookings (id, listing_id, guest_id, host_id, state, mode, check_in, check_out, time_zone, check_in_from,
       check_out_by, adults, children, infants, pets, price, cancellation_policy, payment_id, created_at, confirmed_at,
       ended_at, ended_by)
     values ($1, $2, $3, $4, 'completed', 'instant', $5, $6, 'America/New_York', '15:00', '11:00', 1, 0, 0, 0, '{}', '{}',
       $7, $8, $8, $8, 'system')`,
    [
      ...[newId('booking'), listingId, guest.id, host.id],
      ...[addDays(plainDate('2027-03-01'), -daysAgo), plainDate('2027-03-01'), newId('payment'), now],
    ],
  );
}

test('the database rounds to the unit of every currency as the kernel does', async () => {
  const rows = await h.sql<{ currency: string; unit: number }>(
    'select currency, chargeable_unit(currency) as unit from unnest($1::text[]) currency',
    [currencies],
  );
  expect(rows).toEqual(currencies.map((currency) => ({ currency, unit: chargeableUnit(currency) })));
});

test('the database knows the least and the most of every currency as the kernel does', async () => {
  const edges = currencies.flatMap((currency) => {
    const { least, most } = chargeableAmounts(currency);
    return [least - 1, least, most, most + 1].map((amount) => ({ currency, amount }));
  });
  const rows = await h.sql<{ chargeable: boolean }>(
    'select is_chargeable(amount, currency) as chargeable from unnest($1::text[], $2::bigint[]) as edge (currency, amount)',
    [edges.map(({ currency }) => currency), edges.map(({ amount }) => amount)],
  );
  expect(rows.map(({ chargeable }) => chargeable)).toEqual(currencies.flatMap(() => [false, true, true, false]));
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
