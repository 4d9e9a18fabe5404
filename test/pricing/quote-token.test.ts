import { CompactSign } from 'jose';
import { describe, expect, test } from 'vitest';
import { policyFor } from '../../src/kernel/cancellation-policy.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { newId, type PersonId } from '../../src/kernel/ids.ts';
import { type QuoteContent, signQuote, verifyQuote } from '../../src/pricing/index.ts';
import { platformFees, priceStay } from '../../src/pricing/price-stay.ts';
import { rates } from './booked-stay.ts';
import { someDay, taxOf } from './plain.ts';

const key = (kid: string) => ({ kty: 'oct', kid, k: Buffer.from(kid.repeat(8)).toString('base64url') });
const keysOf = (...kids: string[]) => ({ quoteKeys: { keys: kids.map(key) } });
const keys = keysOf('new', 'old');
const issuedAt = new Date('2026-04-01T12:00:00Z');
const expiresAt = new Date('2026-04-01T12:15:00Z');

function quoteOf(nights: number, overrides: [string, number][] = []): QuoteContent {
  const checkIn = plainDate('2026-06-10');
  const stay = { checkIn, checkOut: addDays(checkIn, nights) };
  const party = { adults: 2, children: 1, infants: 0, pets: 0 };
  const ratesOfStay = {
    ...rates,
    weekendNightly: 130_00,
    weekendDays: [5, 6],
    overrides: new Map(overrides.map(([date, amount]) => [plainDate(date), amount])),
  };
  const taxes = [taxOf(1_000)];
  const how = { bookedOn: someDay, rate: 'standard' } as const;
  return {
    quoteId: newId('quote'),
    personId: newId('person'),
    listingId: newId('listing'),
    hostId: newId('person'),
    stay,
    party,
    mode: 'instant',
    preparation: { before: 0, after: 1 },
    price: priceStay({ rates: ratesOfStay, fees: platformFees.split, taxes, stay, party, ...how }),
    damageDeposit: 200_00,
    cancellationPolicy: { code: 'strict', ...policyFor('strict', nights) },
    split: {
      first: { guestPays: 300_00, hostReceives: 250_00, platformKeeps: 50_00, taxes: 0 },
      rest: { guestPays: 299_99, hostReceives: 250_00, platformKeeps: 49_99, taxes: 0 },
      dueAt: new Date('2026-06-02T13:00:00.000Z'),
      payBy: new Date('2026-06-04T13:00:00.000Z'),
    },
    timeZone: 'America/Argentina/ComodRivadavia',
    checkInFrom: '15:00',
    checkOutBy: '11:00',
    issuedAt,
    expiresAt,
  };
}

describe('a signed quote', () => {
  test('comes back as it was signed, night by night', async () => {
    const quote = quoteOf(9, [['2026-06-12', 99_00]]);
    expect(await verifyQuote(keys, await signQuote(keys, quote), quote.personId, issuedAt)).toEqual(quote);
  });

  test('is good until the keys that signed it are gone, whatever key signs now', async () => {
    const quote = quoteOf(2);
    const token = await signQuote(keysOf('old'), quote);
    expect(await verifyQuote(keys, token, quote.personId, issuedAt)).toEqual(quote);
    await expect(verifyQuote(keysOf('new'), token, quote.personId, issuedAt)).rejects.toThrow('quote-invalid');
  });

  test('expires at its instant, not before', async () => {
    const quote = quoteOf(2);
    const token = await signQuote(keys, quote);
    const justBefore = new Date(expiresAt.getTime() - 1);
    expect(await verifyQuote(keys, token, quote.personId, justBefore)).toEqual(quote);
    await expect(verifyQuote(keys, token, quote.personId, expiresAt)).rejects.toThrow('quote-expired');
  });

  test('is of no use to another person', async () => {
    const token = await signQuote(keys, quoteOf(2));
    await expect(verifyQuote(keys, token, newId('person'), issuedAt)).rejects.toThrow('quote-not-yours');
  });

  test('stays below 16 KiB for 365 nights of which no two cost the same', async () => {
    const quote = quoteOf(365);
    const dear = quote.price.nights.map((night, index) => ({
      ...night,
      amount: 99_999_999_000 + index,
      source: 'override' as const,
    }));
    const token = await signQuote(keys, { ...quote, price: { ...quote.price, nights: dear } });
    expect(token.length).toBeLessThan(16 * 1024);
  });
});

describe('what is not a quote of ours', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const refused = (token: string, personId: PersonId) =>
    expect(verifyQuote(keys, token, personId, issuedAt)).rejects.toThrow('quote-invalid');

  test('no single changed character of a token passes', async () => {
    const quote = quoteOf(1);
    const token = await signQuote(keys, quote);
    for (let at = 0; at < token.length; at += 7) {
      const altered = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      await refused(altered, quote.personId);
    }
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      if (!token.endsWith(last)) await refused(token.slice(0, -1) + last, quote.personId);
    }
  });

  test('neither a cheaper content under the old signature, nor another key, nor no signature at all', async () => {
    const quote = quoteOf(1);
    const [header, , signature] = (await signQuote(keys, quote)).split('.');
    await refused(`${header}.${part({ v: 2, ...quote, price: { amount: 1 } })}.${signature}`, quote.personId);
    await refused(await signQuote(keysOf('theirs'), quote), quote.personId);
    const forged = { quoteKeys: { keys: [{ ...key('theirs'), kid: 'new' }] } };
    await refused(await signQuote(forged, quote), quote.personId);
    await refused(`${part({ alg: 'none', kid: 'new' })}.${part({ v: 2, ...quote })}.`, quote.personId);
    await refused('', quote.personId);
  });

  test('a content of an older version, though it was signed with our key', async () => {
    const { personId } = quoteOf(1);
    const old = new TextEncoder().encode(JSON.stringify({ v: 1, ...quoteOf(1), personId }));
    const secret = Buffer.from('new'.repeat(8));
    const token = await new CompactSign(old).setProtectedHeader({ alg: 'HS256', kid: 'new' }).sign(secret);
    await refused(token, personId);
  });
});
