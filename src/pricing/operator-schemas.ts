import { taxKinds } from '../kernel/price-rules.ts';
import { z } from '../kernel/zod.ts';
import { currencyField, dateField, jurisdictionField, textField } from '../platform/http/fields.ts';
import { RATE_DECIMALS } from './exchange.ts';

const MAX_RULES = 20;
const MAX_RATES = 200;

const nights = z.int().min(1).max(365).nullable().default(null);

const TaxRuleSchema = z
  .strictObject({
    name: textField(1, 80),
    kind: z.enum(taxKinds),
    rate: z.int().min(1).max(100_000_000).openapi({
      description: 'With `percent` in basis points, at most 5000; else in the minor unit of `currency`.',
    }),
    currency: currencyField.nullable().default(null).openapi({
      description: 'Of an amount. It is due from listings with prices in this currency: give it in each that is used.',
    }),
    capNights: nights.openapi({
      description:
        'Only so many nights of a stay are taxed. Rules of one name that follow each other are one tax whose rate changes: ' +
        'nights at the former rate count.',
    }),
    exemptFromNights: nights.openapi({ description: 'A stay of so many nights, or more, is not taxed.' }),
    exemptChildren: z.boolean().default(false).openapi({ description: 'With `guestNight`: only adults are counted.' }),
    included: z.boolean().default(false).openapi({ description: 'Contained in the price; else it comes on top.' }),
    validFrom: dateField.nullable().default(null).openapi({ description: 'The first night that is taxed.' }),
    validTo: dateField.nullable().default(null).openapi({ description: 'The first night that no longer is.' }),
  })
  .refine(({ kind, rate }) => kind !== 'percent' || rate <= 5_000, { path: ['rate'], message: 'is more than 5000' })
  .refine(({ kind, currency }) => (kind === 'percent') === (currency === null), {
    path: ['currency'],
    message: 'is needed with an amount, and only there',
  })
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom < validTo, {
    path: ['validTo'],
    message: 'is not after validFrom',
  })
  .openapi('TaxRule', {
    example: {
      name: 'Tourist tax',
      kind: 'guestNight',
      rate: 350,
      currency: 'EUR',
      capNights: 7,
      exemptFromNights: null,
      exemptChildren: true,
      included: false,
      validFrom: '2027-01-01',
      validTo: null,
    },
  });

export const TaxRules = z.strictObject({ rules: z.array(TaxRuleSchema).max(MAX_RULES) }).openapi('TaxRules', {
  description: 'All taxes of a jurisdiction, in the order of their lines.',
  example: {
    rules: [
      {
        name: 'Occupancy tax',
        kind: 'percent',
        rate: 600,
        currency: null,
        capNights: null,
        exemptFromNights: 90,
        exemptChildren: false,
        included: false,
        validFrom: null,
        validTo: null,
      },
    ],
  },
});
export type TaxRules = z.output<typeof TaxRules>;

export const JurisdictionParams = z.object({
  jurisdiction: jurisdictionField.openapi({ param: { name: 'jurisdiction', in: 'path' } }),
});

const perDollar = z
  .string()
  .regex(new RegExp(`^(?:0|[1-9]\\d{0,9})(?:\\.\\d{1,${RATE_DECIMALS}})?$`), 'is not a decimal number')
  .refine((text) => Number(text) > 0, 'is not more than 0')
  .openapi({ description: `What one US dollar is worth, with at most ${RATE_DECIMALS} decimals.`, example: '0.9214' });

export const ExchangeRates = z
  .strictObject({
    day: dateField,
    rates: z
      .array(
        z
          .strictObject({ currency: currencyField, perDollar })
          .openapi('ExchangeRate', { example: { currency: 'EUR', perDollar: '0.9214' } }),
      )
      .min(1)
      .max(MAX_RATES)
      .refine((rates) => new Set(rates.map(({ currency }) => currency)).size === rates.length, {
        message: 'name a currency twice',
      }),
  })
  .openapi('ExchangeRates', {
    description: 'Of one day. Quotes show other currencies by the latest day that has both; USD itself is one of them.',
    example: {
      day: '2027-03-01',
      rates: [
        { currency: 'USD', perDollar: '1' },
        { currency: 'EUR', perDollar: '0.9214' },
      ],
    },
  });
export type ExchangeRates = z.output<typeof ExchangeRates>;
