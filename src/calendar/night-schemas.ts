import { daysBetween } from '../kernel/dates.ts';
import { z } from '../kernel/zod.ts';
import { lengthFields, stayRuleFields } from '../listings/index.ts';
import { amountField, currencyField, idField, replyDate } from '../platform/http/fields.ts';
import { priceKinds } from './queries/nights.ts';
import { end, isRange, notARange, start } from './schemas.ts';
import { MAX_SPAN, type Range, spanOf } from './segments.ts';

const MAX_RANGES = 1_000;
const MAX_LISTINGS = 100;

const latestWins = 'Of ranges that overlap, the latest wins.';

const PriceRange = z
  .strictObject({
    start,
    end,
    nightly: amountField
      .nullable()
      .openapi({ description: "Per night, in the minor unit of the listing's currency; null takes the price away." }),
  })
  .refine(isRange, notARange)
  .openapi('PriceRange', { example: { start: '2027-06-12', end: '2027-06-19', nightly: 18_000 } });

const kind = z.enum(priceKinds).default('night').openapi({
  description: '`season`: prices that hold unless the night has its own, weekends included.',
});

const pricesExample = [
  { start: '2027-06-01', end: '2027-09-01', nightly: 18_000 },
  { start: '2027-07-04', end: '2027-07-06', nightly: null },
];

export const NewPrices = z.strictObject({ ranges: rangesOf(PriceRange), kind }).openapi('NewPrices', {
  description: `Prices that replace those of the listing on these nights. ${latestWins}`,
  example: { ranges: pricesExample },
});

const PricesOfListings = z
  .strictObject({
    listingIds: listingIds(),
    currency: currencyField.openapi({ description: 'Of the amounts, and of the listings; another one is refused.' }),
    ranges: rangesOf(PriceRange),
    kind,
  })
  .openapi('PricesOfListings', {
    example: { listingIds: ['lst_01kav0h2e6f8w9x3m5n7p9q1r3'], currency: 'USD', ranges: pricesExample },
  });

export const ManyPrices = changesOf(PricesOfListings).openapi('ManyPrices', {
  description: `Prices of nights of many listings. ${latestWins}`,
  example: {
    changes: [{ listingIds: ['lst_01kav0h2e6f8w9x3m5n7p9q1r3'], currency: 'USD', ranges: pricesExample }],
  },
});

const ruleFields = { ...lengthFields, ...stayRuleFields };

const NightRules = z
  .strictObject(nullable(ruleFields))
  .partial()
  .refine(({ minNights, maxNights }) => (minNights ?? 0) <= (maxNights ?? Number.POSITIVE_INFINITY), {
    path: ['maxNights'],
    message: 'is less than minNights',
  })
  .refine((rules) => (rules.minNightsThrough ?? 0) <= (rules.maxNightsThrough ?? Number.POSITIVE_INFINITY), {
    path: ['maxNightsThrough'],
    message: 'is less than minNightsThrough',
  })
  .openapi('NightRules', {
    description: 'What is absent stays as it is; null: as the listing has it.',
    example: { minNights: 5, closedToArrival: false },
  });

const RuleRange = z
  .strictObject({ start, end, rules: NightRules })
  .refine(isRange, notARange)
  .openapi('StayRuleRange', { example: { start: '2027-12-20', end: '2028-01-03', rules: { minNights: 5 } } });

const rangesExample = [{ start: '2027-12-20', end: '2028-01-03', rules: { minNights: 5 } }];

const RulesOfListings = z
  .strictObject({ listingIds: listingIds(), ranges: rangesOf(RuleRange) })
  .openapi('StayRulesOfListings', {
    example: { listingIds: ['lst_01kav0h2e6f8w9x3m5n7p9q1r3'], ranges: rangesExample },
  });

export const ManyRules = changesOf(RulesOfListings).openapi('ManyStayRules', {
  description: `Rules of nights of many listings. ${latestWins}`,
  example: { changes: [{ listingIds: ['lst_01kav0h2e6f8w9x3m5n7p9q1r3'], ranges: rangesExample }] },
});

const RulesOfNights = z
  .strictObject({
    start: replyDate,
    end: replyDate,
    rules: z
      .strictObject(ruleFields)
      .partial()
      .openapi('SetNightRules', {
        description: 'Those in which these nights differ from the listing.',
        example: { minNights: 5 },
      }),
  })
  .openapi('RulesOfNights', { example: { start: '2027-12-20', end: '2028-01-03', rules: { minNights: 5 } } });

export const RulesList = z.strictObject({ data: z.array(RulesOfNights) }).openapi('RulesOfNightsList', {
  description: 'Nights with rules of their own, in their order, those with the same rules together.',
  example: { data: [{ start: '2027-12-20', end: '2028-01-03', rules: { minNights: 5 } }] },
});

function listingIds() {
  return z
    .array(idField('listing'))
    .min(1)
    .max(MAX_LISTINGS)
    .openapi({ description: 'Your own.', example: ['lst_01kav0h2e6f8w9x3m5n7p9q1r3'] });
}

function rangesOf<R extends z.ZodType<Pick<Range<unknown>, 'start' | 'end'>>>(range: R) {
  return z
    .array(range)
    .min(1)
    .max(MAX_RANGES)
    .refine((ranges) => ranges.length === 0 || daysBetween(...spanOf(ranges)) <= MAX_SPAN, {
      message: `lie more than ${MAX_SPAN} nights apart`,
    });
}

type Change = { listingIds: readonly string[]; ranges: readonly unknown[] };

function changesOf<C extends z.ZodType<Change>>(change: C) {
  return z.strictObject({
    changes: z
      .array(change)
      .min(1)
      .max(MAX_LISTINGS)
      .refine((changes) => changes.reduce((sum, { ranges }) => sum + ranges.length, 0) <= MAX_RANGES, {
        message: `have more than ${MAX_RANGES} ranges together`,
      })
      .refine((changes) => idsOf(changes).length <= MAX_LISTINGS, {
        message: `have more than ${MAX_LISTINGS} listings together`,
      })
      .refine((changes) => new Set(idsOf(changes)).size === idsOf(changes).length, {
        message: 'name a listing more than once',
      })
      .openapi({ description: 'Each listing in one of them only; at most 1,000 ranges and 100 listings in all.' }),
  });
}

function idsOf(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => change.listingIds);
}

type Nullable<F extends Record<string, z.ZodType>> = { [K in keyof F]: z.ZodNullable<F[K]> };

function nullable<F extends Record<string, z.ZodType>>(fields: F): Nullable<F> {
  // Every field of it is there and may be null, which is what the type says.
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.nullable()])) as Nullable<F>;
}
