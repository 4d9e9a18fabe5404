import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Currency, chargeableUnit } from '../../src/kernel/currencies.ts';
import { splitOf } from '../../src/pricing/split.ts';
import { booked } from './booked-stay.ts';

const shares = ['hostReceives', 'platformKeeps', 'taxes'] as const;

test('the two parts of any price are halves that a card can be charged, in each of which everybody has a part of theirs', () => {
  const share = fc.oneof({ weight: 3, arbitrary: fc.nat(1_000_000) }, fc.nat(30));
  const currency = fc.constantFrom<Currency>('USD', 'JPY', 'KWD', 'ISK');
  fc.assert(
    fc.property(share, share, share, currency, (host, platform, tax, of) => {
      const unit = chargeableUnit(of);
      const [hostReceives, platformKeeps, taxes] = [host * unit, platform * unit, tax * unit];
      const totals = { guestPays: hostReceives + platformKeeps + taxes, hostReceives, platformKeeps, taxes };
      const stay = booked('flexible');
      const split = splitOf({ ...stay, price: { ...stay.price, currency: of, totals } });
      if (split === null) {
        expect(totals.guestPays).toBeLessThan(2 * 50 + 2 * unit);
        return;
      }
      const { first, rest } = split;
      expect([0, unit]).toContain(first.guestPays - rest.guestPays);
      for (const part of [first, rest]) {
        expect(part.guestPays).toBe(part.hostReceives + part.platformKeeps + part.taxes);
        for (const name of shares) {
          expect(part[name] % unit).toBe(0);
          expect(part[name]).toBeGreaterThanOrEqual(0);
        }
      }
      for (const name of ['guestPays', ...shares] as const) expect(first[name] + rest[name]).toBe(totals[name]);
    }),
    { numRuns: 2_000 },
  );
});

test('the rest is due by the last limit until which cancelling is free, wherever the clocks change before it', () => {
  const split = splitOf(booked('moderate', 4, { bookedAt: new Date('2026-03-01T12:00:00Z') }));
  expect(split).toMatchObject({ dueAt: new Date('2026-06-02T13:00:00Z'), payBy: new Date('2026-06-04T13:00:00Z') });
  expect(splitOf(booked('limited', 4, { bookedAt: new Date('2026-05-13T13:00:00Z') }))).not.toBeNull();
  expect(splitOf(booked('limited', 4, { bookedAt: new Date('2026-05-13T13:00:01Z') }))).toBeNull();
  for (const policy of ['strict', 'nonRefundable'] as const) expect(splitOf(booked(policy))).toBeNull();
  expect(splitOf(booked('firm', 28, { bookedAt: new Date('2026-01-01T12:00:00Z') }))).toBeNull();
});
