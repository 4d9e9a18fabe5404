import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { type PolicyCode, policyCodes, policyFor } from '../../src/kernel/cancellation-policy.ts';
import { newId } from '../../src/kernel/ids.ts';
import { minus } from '../../src/kernel/price.ts';
import { sharesOf } from '../../src/kernel/shares.ts';
import { hostFeePostings } from '../../src/payments/host-fee.ts';
import { type Postings, promisePostings } from '../../src/payments/ledger.ts';
import { priceStay } from '../../src/pricing/price-stay.ts';
import { type Canceller, decideRefund, refundSteps } from '../../src/pricing/refund.ts';
import type { BookedStay } from '../../src/pricing/timeline.ts';
import { type Column, type Row, stayIn } from '../pricing/examples.ts';

/**
 * Cancellations, each reckoned by hand from the terms: stays as in test/pricing/examples.csv, four nights from
 * 2026-06-10 in Paris with 50.00 cleaning unless said otherwise, check-in from 15:00, booked on 2026-04-01 at noon UTC.
 */
type Example = Row & Record<Exclude<string, Column>, string>;

const rows: Example[] = parse(readFileSync(new URL('cancellations.csv', import.meta.url), 'utf8'), {
  columns: true,
  delimiter: ';',
});
const [guest, host] = [newId('person'), newId('person')];

describe('the table of cancellations, to the cent', () => {
  test('holds at least 150', () => {
    expect(rows.length).toBeGreaterThanOrEqual(150);
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });

  test.each(rows.map((row) => [row.what, row] as const))('%s', (_, row) => {
    const { lines, ...division } = decideRefund(stayOf(row), {
      by: byOf(row),
      at: new Date(row.at ?? ''),
      ...rateOf(row),
    });
    expect(division).toEqual({
      refund: Number(row.refund),
      kept: {
        guestPays: Number(row.hostReceives) + Number(row.platformKeeps) + Number(row.taxes),
        hostReceives: Number(row.hostReceives),
        platformKeeps: Number(row.platformKeeps),
        taxes: Number(row.taxes),
      },
      hostFee: Number(row.hostFee),
      nightsStayed: Number(row.nightsStayed),
    });
    expect(lines.every(({ amount, kept, refunded }) => amount === kept + refunded)).toBe(true);
    const promised = promisePostings({ guest, host }, sharesOf(minus(stayOf(row).price.totals, division.kept)));
    const postings = [promised, hostFeePostings(host, division.hostFee)].map(told).filter((text) => text !== '');
    expect(postings.join(', ')).toBe(row.postings);
  });

  test('is what the steps over time say at each instant', () => {
    for (const row of rows) {
      const at = new Date(row.at ?? '');
      const { lines: _, ...division } = decideRefund(stayOf(row), { by: byOf(row), at, ...rateOf(row) });
      const steps = refundSteps(stayOf(row), byOf(row), rateOf(row).perDollar);
      const step = steps.find(({ until }) => until === null || at <= until);
      expect([row.what, step]).toEqual([row.what, { until: step?.until, ...division }]);
    }
  });
});

function stayOf(row: Example): BookedStay {
  const input = stayIn({
    ...row,
    checkIn: row.checkIn || '2026-06-10',
    nights: row.nights || '4',
    cleaning: row.cleaning || '5000',
  });
  const bookedAt = new Date(row.booked || '2026-04-01T12:00:00Z');
  const price = priceStay(input);
  return {
    policy: policyFor(policyOf(row), price.nights.length),
    price,
    checkIn: input.stay.checkIn,
    timeZone: row.zone || 'Europe/Paris',
    checkInTime: row.opens || '15:00',
    bookedAt,
    confirmedAt: row.confirmed ? new Date(row.confirmed) : bookedAt,
  };
}

// A guest who did not come is treated as one who cancels.
function byOf({ by }: Example): Canceller {
  return by === 'host' || by === 'support' ? by : 'guest';
}

function rateOf({ perDollar }: Example): { perDollar: string | null } {
  return { perDollar: perDollar || null };
}

function policyOf({ policy }: Example): PolicyCode {
  const code = policyCodes.find((known) => known === policy);
  if (code === undefined) throw new Error(`${policy} is no policy`);
  return code;
}

function told(postings: Postings): string {
  return Object.entries(postings)
    .map(([account, posting]) => [account, typeof posting === 'number' ? posting : posting.amount])
    .filter(([, amount]) => amount !== 0)
    .map(([account, amount]) => `${account} ${amount}`)
    .join(' ');
}
