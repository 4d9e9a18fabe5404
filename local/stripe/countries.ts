import { invalidRequest } from './errors.ts';

/** Where Stripe has accounts that are under its full service agreement. stripe.com/global */
const SUPPORTED = new Set(
  `AE AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG SI
   SK TH US`.split(/\s+/),
);

/** Refuses a country in which there are no accounts. */
export function checkCountry(country: string): void {
  if (!SUPPORTED.has(country)) {
    throw invalidRequest(`${country} is not currently supported by Stripe.`, {
      code: 'country_unsupported',
      param: 'country',
    });
  }
}
