import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { decideIntent, type IntentFacts } from '../../src/payments/intent.ts';
import type { Payment } from '../../src/payments/queries/payments.ts';

const now = new Date('2027-03-01T12:00:00.000Z');

const pending: Payment = {
  id: newId('payment'),
  subject: newId('booking'),
  payer_id: newId('person'),
  payee_id: newId('person'),
  amount: 100_00,
  currency: 'USD',
  host_share: 90_00,
  platform_share: 10_00,
  tax_share: 0,
  capture: 'automatic',
  state: 'pending',
  version: 1,
  attempt: 1,
  intent_id: 'pi_1',
  customer_id: null,
  payment_method_id: null,
  payable_until: now,
  lease_until: null,
  capture_before: null,
  captured_amount: 0,
  captured_in_part: null,
  refunded_amount: 0,
  disputed_amount: 0,
  last_error: null,
  created_at: now,
  updated_at: now,
};

const begun = ['payable', 'processing', 'authorised'] as const;
const anEnd = fc.constantFrom('captured' as const, 'cancelled' as const);

function facts(status: IntentFacts['status'], id = 'pi_1'): IntentFacts {
  return { id, status, received: status === 'captured' ? 100_00 : 0, captureBefore: null, error: null };
}

/** The payment after hearing all of this, with the intents that were undone. */
function hear(told: readonly IntentFacts[], from: Payment = pending) {
  const undone = new Set<string>();
  let payment = from;
  for (const heard of told) {
    const decision = decideIntent(payment, heard);
    if (decision.kind === 'undo') undone.add(heard.id);
    if (decision.kind !== 'move') continue;
    payment = { ...payment, ...decision.change };
    if (decision.undone !== undefined) undone.add(decision.undone);
  }
  return { payment, undone };
}

describe('a payment that hears of its intent', () => {
  test('ends alike whatever it heard before, how often and in which order, once it hears the end', () => {
    const anyFacts = fc.array(fc.constantFrom(...begun).map((status) => facts(status)));
    fc.assert(
      fc.property(anyFacts, anyFacts, anEnd, (some, more, end) => {
        const { payment, undone } = hear([...some, facts(end), ...more, facts(end), ...some]);
        expect(payment.state).toBe(end);
        expect(payment.captured_amount).toBe(end === 'captured' ? 100_00 : 0);
        expect(end === 'captured' ? [...undone] : []).toEqual([]);
      }),
    );
  });

  test('never goes by two intents, and undoes none that it goes by', () => {
    // An intent ends one way; what we hear of it may be older, in any order.
    const ends = fc.record({ pi_1: anEnd, pi_2: anEnd, pi_3: anEnd });
    const told = fc.array(fc.tuple(fc.constantFrom('pi_1', 'pi_2', 'pi_3'), fc.constantFrom(...begun, 'end')));
    fc.assert(
      fc.property(ends, told, fc.constantFrom(null, 'pi_1'), (endOf, heardOf, recorded) => {
        const heard = heardOf.map(([id, status]) => facts(status === 'end' ? endOf[id] : status, id));
        const { payment, undone } = hear(heard, { ...pending, intent_id: recorded });
        if (payment.state === 'captured' || payment.state === 'authorised') {
          expect(undone.has(payment.intent_id ?? '')).toBe(false);
        }
        const heardCaptured = heard.filter(({ status }) => status === 'captured').map(({ id }) => id);
        const unaccounted = heardCaptured.filter((id) => id !== payment.intent_id && !undone.has(id));
        expect(unaccounted).toEqual([]);
      }),
    );
  });

  test('tells of each refusal of a card once', () => {
    const refused = { ...facts('payable'), error: 'card_declined' };
    const decision = decideIntent(pending, refused);
    expect(decision).toMatchObject({ kind: 'move', tells: 'payment.failed', change: { last_error: 'card_declined' } });
    expect(decideIntent({ ...pending, last_error: 'card_declined' }, refused)).toEqual({ kind: 'nothing' });
  });

  test('does not take more for its own', () => {
    expect(() => decideIntent(pending, { ...facts('captured'), received: 100_01 })).toThrow(RangeError);
  });

  test('is over once less than it was captured, which goes back, unless it goes by another intent', () => {
    const part = { ...facts('captured'), received: 99_99 };
    for (const from of [pending, { ...pending, intent_id: null }, { ...pending, state: 'authorised' } as const]) {
      const { payment, undone } = hear([part, part], from);
      expect(payment).toMatchObject({
        state: 'cancelled',
        intent_id: null,
        captured_amount: 0,
        captured_in_part: 99_99,
      });
      expect([...undone]).toEqual(['pi_1']);
    }
    const other = hear([{ ...part, id: 'pi_2' }]);
    expect([other.payment, [...other.undone]]).toEqual([pending, ['pi_2']]);
    expect(hear([facts('captured'), { ...part, id: 'pi_2' }]).payment).toMatchObject({
      state: 'captured',
      intent_id: 'pi_1',
    });
  });
});
