import { base64url, CompactSign, compactVerify, type JWK } from 'jose';
import type { Config } from '../config.ts';
import type { CancellationPolicy, PolicyCode } from '../kernel/cancellation-policy.ts';
import { addDays, type Stay } from '../kernel/dates.ts';
import type { ListingId, PersonId, QuoteId } from '../kernel/ids.ts';
import type { Party } from '../kernel/party.ts';
import type { NightPrice, PricedStay } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import type { Preparation } from '../kernel/stay-rules.ts';
import type { Split } from './split.ts';
import type { BookedStay } from './timeline.ts';

/** Whether a booking is confirmed by its payment alone, or by the host's acceptance. */
type BookingMode = 'instant' | 'request';

/** A policy as data, copied so that a later change of it changes no quote and no booking, and what it is called. */
type CancellationPolicyOfQuote = CancellationPolicy & { code: PolicyCode };

/** All that a booking is made of: who gets which nights at which price on which terms, and until when that holds. */
export type QuoteContent = {
  quoteId: QuoteId;
  personId: PersonId;
  listingId: ListingId;
  hostId: PersonId;
  stay: Stay;
  party: Party;
  mode: BookingMode;
  /** As the rules were; the booking keeps these nights free. */
  preparation: Preparation;
  /** What the guest pays is `price.totals.guestPays`, in minor units of `price.currency`. */
  price: PricedStay;
  /** What is set aside against damage near the arrival, in the same currency and not part of the price; null: nothing. */
  damageDeposit: number | null;
  cancellationPolicy: CancellationPolicyOfQuote;
  /** How the price can be paid in two parts; null: at once only. */
  split: Split | null;
  timeZone: string;
  /** `HH:MM` on the listing's clocks. */
  checkInFrom: string;
  checkOutBy: string;
  issuedAt: Date;
  expiresAt: Date;
};

/** What a refund of the quoted stay would depend on, if it were booked and confirmed at that instant. */
export function stayOfQuote(quote: Omit<QuoteContent, 'split'>, at: Date): BookedStay {
  return {
    policy: quote.cancellationPolicy,
    price: quote.price,
    checkIn: quote.stay.checkIn,
    timeZone: quote.timeZone,
    checkInTime: quote.checkInFrom,
    bookedAt: at,
    confirmedAt: at,
  };
}

type Keys = Pick<Config, 'quoteKeys'>;

const VERSION = 5;
const ALGORITHM = 'HS256';

/** The quote as a compact JWS (HS256), signed with the first of the quote keys; a stay of 365 nights takes 16 KiB at most. */
export async function signQuote({ quoteKeys }: Keys, quote: QuoteContent): Promise<string> {
  const [key] = quoteKeys.keys;
  if (key === undefined) throw new Error('QUOTE_KEYS holds no key');
  return new CompactSign(new TextEncoder().encode(JSON.stringify(packed(quote))))
    .setProtectedHeader({ alg: ALGORITHM, kid: kidOf(key) })
    .sign(await secretOf(key));
}

/**
 * What was signed, if this person may book with it at `now`.
 * Throws `quote-invalid` (altered, of another version, or signed with a key that is not ours or no longer),
 * `quote-not-yours` or `quote-expired`.
 */
export async function verifyQuote(keys: Keys, token: string, personId: PersonId, now: Date): Promise<QuoteContent> {
  const quote = unpacked(await payloadOf(keys, token));
  if (quote.personId !== personId) throw new Problem('quote-not-yours');
  if (quote.expiresAt <= now) throw new Problem('quote-expired', { detail: 'Ask for a new quote.' });
  return quote;
}

/** A quote as JSON. Nights follow each other, so that equal ones shrink to a run of their number, amount and source. */
type Packed = Omit<QuoteContent, 'price' | 'split' | 'issuedAt' | 'expiresAt'> & {
  v: number;
  price: Omit<PricedStay, 'nights'> & { nights: Run[] };
  split: (Omit<Split, 'dueAt' | 'payBy'> & { dueAt: string; payBy: string }) | null;
  issuedAt: string;
  expiresAt: string;
};
type Run = [count: number, amount: number, source: NightPrice['source']];

function packed(quote: QuoteContent): Packed {
  return {
    v: VERSION,
    ...quote,
    price: { ...quote.price, nights: runsOf(quote.price.nights) },
    split: quote.split && {
      ...quote.split,
      dueAt: quote.split.dueAt.toISOString(),
      payBy: quote.split.payBy.toISOString(),
    },
    issuedAt: quote.issuedAt.toISOString(),
    expiresAt: quote.expiresAt.toISOString(),
  };
}

function unpacked({ v: _version, ...quote }: Packed): QuoteContent {
  return {
    ...quote,
    price: { ...quote.price, nights: nightsOf(quote) },
    split: quote.split && {
      ...quote.split,
      dueAt: new Date(quote.split.dueAt),
      payBy: new Date(quote.split.payBy),
    },
    issuedAt: new Date(quote.issuedAt),
    expiresAt: new Date(quote.expiresAt),
  };
}

function runsOf(nights: readonly NightPrice[]): Run[] {
  const runs: Run[] = [];
  for (const { amount, source } of nights) {
    const last = runs.at(-1);
    if (last?.[1] === amount && last[2] === source) last[0] += 1;
    else runs.push([1, amount, source]);
  }
  return runs;
}

function nightsOf({ stay, price }: Pick<Packed, 'stay' | 'price'>): NightPrice[] {
  return price.nights
    .flatMap(([count, amount, source]) => Array.from({ length: count }, () => ({ amount, source })))
    .map((night, days) => ({ date: addDays(stay.checkIn, days), ...night }));
}

async function payloadOf({ quoteKeys }: Keys, token: string): Promise<Packed> {
  try {
    const { payload } = await compactVerify(
      token,
      ({ kid }) => {
        const key = quoteKeys.keys.find((candidate) => kidOf(candidate) === kid);
        if (key === undefined) throw new Error(`no key ${kid}`);
        return secretOf(key);
      },
      { algorithms: [ALGORITHM] },
    );
    const content: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (isCanonical(token) && isCurrent(content)) return content;
  } catch {
    // Why a token is refused helps only who forged it.
  }
  throw new Problem('quote-invalid', { detail: 'Ask for a new quote.' });
}

// The last character of a signature has bits that mean nothing: as any other it is to be the one that was given.
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return base64url.encode(base64url.decode(signature)) === signature;
}

// True because only `signQuote` holds the keys, and the version changes whenever what it signs does.
function isCurrent(content: unknown): content is Packed {
  return typeof content === 'object' && content !== null && 'v' in content && content.v === VERSION;
}

function kidOf(key: JWK): string {
  if (key.kid === undefined) throw new Error('a key of QUOTE_KEYS has no kid');
  return key.kid;
}

const secrets = new WeakMap<JWK, CryptoKey>();

// Imported once of each key: that takes as long as signing.
async function secretOf(key: JWK): Promise<CryptoKey> {
  const known = secrets.get(key);
  if (known !== undefined) return known;
  if (key.kty !== 'oct' || key.k === undefined) throw new Error('a key of QUOTE_KEYS is not symmetric');
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const raw = Uint8Array.from(base64url.decode(key.k));
  const secret = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign', 'verify']);
  secrets.set(key, secret);
  return secret;
}
