import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { divideRefund } from '../../src/payments/refund-payments.ts';

const payment = fc.record({ captured_amount: fc.nat(500), part: fc.nat(100) }).map(({ captured_amount, part }) => ({
  id: newId('payment'),
  version: 1,
  subject: 'bkg',
  payer_id: newId('person'),
  payee_id: newId('person'),
  currency: 'USD' as const,
  captured_amount,
  refunded_amount: Math.floor((captured_amount * part) / 100),
}));

test('whatever is given back of several payments comes out of what each has left, and each share in full', () => {
  const share = fc.integer({ min: -200, max: 400 });
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 4 }), share, share, share, (payments, host, platform, tax) => {
      const from = { host, platform, tax };
      const total = host + platform + tax;
      const left = payments.reduce((sum, paid) => sum + paid.captured_amount - paid.refunded_amount, 0);
      fc.pre(total > 0 && total <= left);
      const parts = divideRefund(payments, from);
      for (const { payment: paid, from: part } of parts) {
        const given = part.host + part.platform + part.tax;
        expect(given).toBeGreaterThan(0);
        expect(given).toBeLessThanOrEqual(paid.captured_amount - paid.refunded_amount);
      }
      for (const name of ['host', 'platform', 'tax'] as const) {
        expect(parts.reduce((sum, { from: part }) => sum + part[name], 0)).toBe(from[name]);
      }
    }),
    { numRuns: 1_000 },
  );
});
