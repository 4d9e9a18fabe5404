import { invalidRequest } from './errors.ts';

const SUPPORTED = new Set(
  `usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny
   cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd
   jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
   nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs
   tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw`.split(/\s+/),
);

/** Minor units; a currency that is not listed has the default. docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MINIMUM: Record<string, number> = {
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
};
const DEFAULT_MINIMUM = 50;
const MAXIMUM: Record<string, number> = { idr: 999_999_999_999 };
const DEFAULT_MAXIMUM = 99_999_999;

/** Amounts are multiples of this; what is not listed has no such rule. docs.stripe.com/currencies#special-cases */
const STEP: Record<string, number> = { bhd: 10, jod: 10, kwd: 10, omr: 10, tnd: 10, isk: 100, ugx: 100 };

/** Refuses what is not a currency that can be charged, in lower case. */
export function checkCurrency(currency: string): void {
  if (!SUPPORTED.has(currency)) {
    throw invalidRequest(`Invalid currency: ${currency}.`, { param: 'currency' });
  }
}

/** Refuses an amount to charge (minor units) that is too small, too large, or no multiple of the currency's step. */
export function checkChargeAmount(amount: number, currency: string): void {
  const minimum = MINIMUM[currency] ?? DEFAULT_MINIMUM;
  if (amount < minimum) {
    throw invalidRequest(`Amount must be at least ${minimum} ${currency} in its smallest unit.`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  }
  const maximum = MAXIMUM[currency] ?? DEFAULT_MAXIMUM;
  if (amount > maximum) {
    throw invalidRequest(`Amount must be no more than ${maximum} ${currency} in its smallest unit.`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  }
  checkStep(amount, currency, 'amount');
}

/** Refuses an amount (minor units) that is no multiple of the currency's step. */
export function checkStep(amount: number, currency: string, param: string): void {
  const step = STEP[currency] ?? 1;
  if (amount % step !== 0) {
    throw invalidRequest(`Invalid ${param}: amounts in ${currency} must be divisible by ${step}.`, {
      code: 'invalid_charge_amount',
      param,
    });
  }
}
