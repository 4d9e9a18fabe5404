import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { Problem } from '../../src/kernel/problem.ts';
import { divideRefund } from '../../src/payments/refund-payments.ts';

const parts = { captured_amount: fc.nat(500), part: fc.nat(100), isLost: fc.boolean() };
const payment = fc.record(parts).map(({ captured_amount, part, isLost }) => ({
  id: newId('payment'),
  version: 1,
  subject: 'bkg',
  payer_id: newId('person'),
  payee_id: newId('person'),
  currency: 'USD' as const,
  captured_amount,
  refunded_amount: Math.floor((captured_amount * part) / 100),
  disputed_amount: isLost ? captured_amount - Math.floor((captured_amount * part) / 100) : 0,
}));

test('whatever is given back of several payments comes out of what each has left, and each share in full', () => {
  const share = fc.integer({ min: -200, max: 400 });
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 4 }), share, share, share, (payments, host, platform, tax) => {
      const from = { host, platform, tax };
      const total = host + platform + tax;
      const of = (some: typeof payments) =>
        some.reduce((sum, paid) => sum + paid.captured_amount - paid.refunded_amount, 0);
      fc.pre(total > 0 && total <= of(payments));
      if (total > of(payments.filter((paid) => paid.disputed_amount === 0))) {
        expect(() => divideRefund(payments, from)).toThrow(new Problem('payment-disputed'));
        return;
      }
      const parts = divideRefund(payments, from);
      for (const { payment: paid, from: part } of parts) {
        const given = part.host + part.platform + part.tax;
        expect(given).toBeGreaterThan(0);
        expect(paid.disputed_amount).toBe(0);
        expect(given).toBeLessThanOrEqual(paid.captured_amount - paid.refunded_amount);
      }
      for (const name of ['host', 'platform', 'tax'] as const) {
        expect(parts.reduce((sum, { from: part }) => sum + part[name], 0)).toBe(from[name]);
      }
    }),
    { numRuns: 1_000 },
  );
});
