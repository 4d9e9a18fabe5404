import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDate } from '../../src/kernel/dates.ts';
import { asId, newId } from '../../src/kernel/ids.ts';
import { sum } from '../../src/kernel/money.ts';
import {
  decideSettlement,
  type HostFunds,
  type MadePayout,
  partToCome,
  type StayFunds,
} from '../../src/payouts/decide-settlement.ts';

const DAY = 86_400_000;
const due = new Date('2027-06-04T19:00:00.000Z');
const funds: HostFunds = { currency: 'USD', owed: 0, canBePaid: true, heldUntil: null, staysPaid: 3 };

function stayOf(given: Partial<StayFunds> = {}): StayFunds {
  return {
    bookingId: newId('booking'),
    now: due,
    checkIn: plainDate('2027-06-03'),
    checkInFrom: '15:00',
    timeZone: 'America/New_York',
    currency: 'USD',
    costs: [100_00, 100_00],
    planned: 194_00,
    isSecure: true,
    balance: -194_00,
    payouts: [],
    returned: 0,
    returning: 0,
    ...given,
  };
}

function paidOut(amount: number, given: Partial<MadePayout> = {}): MadePayout {
  return { id: newId('payout'), state: 'paid', gross: amount, amount, reversed: 0, ...given };
}

const decide = (stays: StayFunds[], given: Partial<HostFunds> = {}, now = due) =>
  decideSettlement(
    { ...funds, ...given },
    stays.map((stay) => ({ ...stay, now })),
    now,
  );
const amountsOf = ({ payouts }: ReturnType<typeof decide>) => payouts.map(({ amount }) => amount);

describe('a payout', () => {
  test('is of what is due, once', () => {
    const stay = stayOf();
    expect(decide([stay]).payouts).toEqual([{ bookingId: stay.bookingId, gross: 194_00, withheld: 0, amount: 194_00 }]);
    expect(decide([stayOf({ balance: 0, payouts: [paidOut(194_00)] })]).payouts).toEqual([]);
    expect(decide([stayOf({ balance: 0, payouts: [paidOut(194_00, { state: 'pending' })] })]).payouts).toEqual([]);
  });

  test('is not made before its time, and looked at then', () => {
    const stay = stayOf();
    const before = decide([stay], {}, new Date(due.getTime() - 1));
    expect(before.payouts).toEqual([]);
    expect(before.nextAt.get(stay.bookingId)).toEqual(due);
  });

  test.each([
    { name: 'an account that Stripe does not pay', stay: {}, host: { canBePaid: false } },
    { name: 'a stay that is disputed or not secured', stay: { isSecure: false }, host: {} },
    { name: 'a host of whom Stripe has just refused one', stay: {}, host: { heldUntil: new Date(due.getTime() + 1) } },
    { name: 'a stay of which one is under way', stay: { payouts: [paidOut(1, { state: 'pending' })] }, host: {} },
    { name: 'less than the least amount', stay: { balance: -99 }, host: {} },
  ] as const)('waits for $name, and is looked at again', ({ stay, host }) => {
    const waiting = stayOf({ ...stay, ...('payouts' in stay ? { payouts: [...stay.payouts] } : {}) });
    const decided = decide([waiting], host);
    expect(decided.payouts).toEqual([]);
    const next = decided.nextAt.get(waiting.bookingId);
    expect(next).toEqual('heldUntil' in host ? host.heldUntil : due);
  });

  test('of a new host is held back for a week more', () => {
    const stay = stayOf();
    const held = decide([stay], { staysPaid: 2 });
    expect(held.payouts).toEqual([]);
    expect(held.nextAt.get(stay.bookingId)).toEqual(new Date(due.getTime() + 7 * DAY));
    expect(amountsOf(decide([stay], { staysPaid: 2 }, new Date(due.getTime() + 7 * DAY)))).toEqual([194_00]);
  });

  test('below the least amount is looked at again when more of the same stay is due', () => {
    const long = { costs: Array.from({ length: 60 }, () => 2), planned: 120, balance: -120 };
    const stay = stayOf(long);
    const decided = decide([stay]);
    expect(decided.payouts).toEqual([]);
    // With whatever else is paid until then, it goes out as well.
    expect([...decided.nextAt.values()]).toEqual([due]);
    const next = new Date(due.getTime() + 30 * DAY);
    expect([partToCome(stay, funds, due), partToCome(stay, funds, null)]).toEqual([next, next]);
    const later = { ...stay, now: new Date(due.getTime() + DAY) };
    expect(partToCome(later, funds, later.now)).toBeUndefined();
    expect(amountsOf(decide([stay], {}, next))).toEqual([120]);
    expect(partToCome({ ...stay, now: next }, funds, next)).toBeUndefined();
  });

  test('below the least amount goes out together with others', () => {
    expect(amountsOf(decide([stayOf({ balance: -60 }), stayOf({ balance: -40 })]))).toEqual([60, 40]);
  });
});

describe('what a host owes', () => {
  test.each([
    { owed: 50_00, amounts: [144_00, 194_00], withheld: [50_00, 0] },
    { owed: 200_00, amounts: [0, 188_00], withheld: [194_00, 6_00] },
    { owed: 388_00, amounts: [0, 0], withheld: [194_00, 194_00] },
    { owed: 999_00, amounts: [0, 0], withheld: [194_00, 194_00] },
  ])('$owed is kept from what is paid: $amounts go out', ({ owed, amounts, withheld }) => {
    const { payouts } = decide([stayOf(), stayOf()], { owed });
    expect(payouts.map(({ amount }) => amount)).toEqual(amounts);
    expect(payouts.map((payout) => payout.withheld)).toEqual(withheld);
  });

  test('waits with a rest that is less than the least amount', () => {
    expect(decide([stayOf()], { owed: 193_50 }).payouts).toEqual([]);
  });
});

describe('a refund after the payout', () => {
  test('is taken from the transfers, the newest first, and never twice', () => {
    const [first, second] = [paidOut(100_00), paidOut(94_00)];
    const payouts = [first, second];
    const { reversals, carried } = decide([stayOf({ balance: 120_00, payouts })]);
    expect(reversals.map(({ payoutId, amount }) => [payoutId, amount])).toEqual([
      [second.id, 94_00],
      [first.id, 26_00],
    ]);
    expect(carried).toEqual([]);
    const under = stayOf({
      balance: 120_00,
      returning: 120_00,
      payouts: [
        { ...first, reversed: 26_00 },
        { ...second, reversed: 94_00 },
      ],
    });
    expect(decide([under]).reversals).toEqual([]);
  });

  test('is owed where the payout was kept for what was owed before', () => {
    const stay = stayOf({ balance: 194_00, payouts: [paidOut(194_00, { amount: 44_00 })] });
    const { reversals, carried } = decide([stay]);
    expect(reversals.map(({ amount }) => amount)).toEqual([44_00]);
    expect(carried).toEqual([{ bookingId: stay.bookingId, amount: 150_00 }]);
  });

  test('waits for a transfer that is under way', () => {
    const stay = stayOf({ balance: 50_00, payouts: [paidOut(194_00, { state: 'pending' })] });
    const decided = decide([stay]);
    expect([decided.reversals, decided.carried]).toEqual([[], []]);
    expect(decided.nextAt.get(stay.bookingId)).toEqual(due);
  });

  test('is kept at once from what another stay brings', () => {
    const back = stayOf({ balance: 50_00, payouts: [paidOut(194_00, { amount: 0 })] });
    expect(amountsOf(decide([back, stayOf()]))).toEqual([144_00]);
  });
});

test('whatever is refunded in between, the parts of a long stay sum up to what is left, to the cent', () => {
  const refunds = fc.array(fc.integer({ min: 0, max: 2_500_00 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(refunds, fc.integer({ min: 0, max: 99 }), (taken, odd) => {
      let stay = stayOf({ costs: Array.from({ length: 61 }, () => 100_00), planned: 5_917_00 + odd });
      stay = { ...stay, bookingId: asId('booking', stay.bookingId), balance: 0 - stay.planned };
      for (const [part, refund] of taken.entries()) {
        const now = new Date(due.getTime() + part * 30 * DAY);
        const paid = decide([stay], {}, now).payouts;
        for (const { gross, amount } of paid) {
          stay = { ...stay, balance: stay.balance + gross, payouts: [...stay.payouts, paidOut(amount, { gross })] };
        }
        const left = sum(stay.payouts.map((payout) => payout.gross - payout.reversed)) - stay.balance;
        stay = { ...stay, balance: stay.balance + Math.min(refund, left) };
        for (const { payoutId, amount } of decide([stay], {}, now).reversals) {
          stay = {
            ...stay,
            balance: stay.balance - amount,
            returned: stay.returned + amount,
            payouts: stay.payouts.map((payout) =>
              payout.id === payoutId ? { ...payout, reversed: payout.reversed + amount } : payout,
            ),
          };
        }
        expect(stay.balance).toBeLessThanOrEqual(0);
      }
      const kept = stay.planned - sum(taken);
      const inHand = sum(stay.payouts.map((payout) => payout.gross - payout.reversed));
      if (kept >= 0) expect(inHand - stay.balance).toBe(kept);
      if (stay.balance < 0) expect(0 - stay.balance).toBeLessThanOrEqual(Math.max(kept, 0));
    }),
  );
});
