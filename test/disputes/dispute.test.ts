import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DisputeFacts, decideDispute, divideLoss, reverseLoss } from '../../src/disputes/dispute.ts';
import type { DisputeState } from '../../src/platform/db/tables/disputes.ts';

const facts = (state: DisputeState, taken: boolean, returned: boolean): DisputeFacts => ({
  stripeDisputeId: 'dp_1',
  state,
  amount: 228_40,
  currency: 'USD',
  reason: 'fraudulent',
  evidenceDueBy: null,
  taken,
  returned: returned ? 228_40 : 0,
});

const won = [
  facts('open', false, false),
  facts('open', true, false),
  facts('answered', true, false),
  facts('won', true, false),
  facts('won', true, true),
];
const lost = [...won.slice(0, 3), facts('lost', true, false)];
const overturned = [...lost, facts('won', true, false), facts('won', true, true)];

describe('what is heard of a dispute', () => {
  test.each([
    { outcome: 'won', life: won, moved: { taken: 1, returned: 1, lost: 0 } },
    { outcome: 'lost', life: lost, moved: { taken: 1, returned: 0, lost: 1 } },
    // Whoever has not heard that it was lost need not hear that it was not.
    { outcome: 'won', life: overturned, moved: { taken: 1, returned: 1, lost: 0 } },
  ])(
    'moves its money once and ends $outcome, however late, often and shuffled it is told',
    ({ outcome, life, moved }) => {
      const told = fc
        .shuffledSubarray([...life, ...life], { minLength: life.length })
        .map((heard) => [...heard, life.at(-1)]);
      fc.assert(
        fc.property(told, (heard) => {
          let known: Parameters<typeof decideDispute>[0];
          const counted = { taken: 0, returned: 0, lost: 0 };
          for (const fact of heard) {
            if (fact === undefined) continue;
            const decision = decideDispute(known, fact);
            counted.taken += Number(decision.isTaken);
            counted.returned += Number(decision.isReturned);
            counted.lost += Number(decision.isLost) - Number(decision.isOverturned);
            known = decision;
          }
          expect(known?.state).toBe(outcome);
          expect(counted).toEqual(moved);
        }),
      );
    },
  );

  test('that changes nothing is nothing', () => {
    const known = { state: 'answered', taken: true, returned: false, evidence_due_by: null } as const;
    expect(decideDispute(known, facts('open', true, false)).changed).toBe(false);
    expect(decideDispute(undefined, facts('open', false, false))).toMatchObject({ changed: true, tells: ['open'] });
  });

  test('of an inquiry that is raised is told once more, since its money is taken only then', () => {
    const known = { state: 'open', taken: false, returned: false, evidence_due_by: null } as const;
    expect(decideDispute(known, facts('open', false, false)).tells).toEqual([]);
    const raised = decideDispute(known, facts('open', true, false));
    expect(raised).toMatchObject({ isTaken: true, tells: ['open'] });
    expect(decideDispute(raised, facts('open', true, false)).tells).toEqual([]);
  });

  test.each([
    { of: 'an answered inquiry', known: 'answered', heard: facts('answered', true, false), tells: ['open'] },
    { of: 'an open inquiry', known: 'open', heard: facts('answered', true, false), tells: ['open', 'answered'] },
    { of: 'nothing before', known: undefined, heard: facts('answered', true, false), tells: ['open', 'answered'] },
    { of: 'a closed inquiry', known: 'won', heard: facts('open', true, false), tells: ['open'] },
    // What has ended keeps no payout waiting.
    { of: 'an answered inquiry', known: 'answered', heard: facts('lost', true, false), tells: ['lost'] },
    { of: 'nothing before', known: undefined, heard: facts('won', true, true), tells: ['won'] },
  ] as const)('that has taken its money by now tells $tells where $of was known', ({ known, heard, tells }) => {
    const before = known && { state: known, taken: false, returned: false, evidence_due_by: null };
    expect(decideDispute(before, heard).tells).toEqual(tells);
  });

  test('of an inquiry that is closed moves no money', () => {
    const decision = decideDispute(
      { state: 'open', taken: false, returned: false, evidence_due_by: null },
      facts('lost', false, false),
    );
    expect(decision).toMatchObject({ state: 'lost', isLost: false, isTaken: false });
  });
});

describe('a lost dispute', () => {
  const share = fc.integer({ min: 0, max: 1_000_000 });
  // Of several payments one has at most what the shares of all have.
  const left = fc
    .tuple(fc.record({ host: share, platform: share, tax: share }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([has, part]) => ({ ...has, room: Math.floor((has.host + has.platform + has.tax) * part) }));

  test('is borne to the cent, by nobody with more than they have, and by the marketplace where nothing is left', () => {
    fc.assert(
      fc.property(left, share, fc.integer({ min: 0, max: 5_000_000 }), (has, owed, amount) => {
        const { refunds, from, excess } = divideLoss(amount, 'USD', has, owed);
        const borne = from.host + from.platform + from.tax;
        expect(refunds + borne + excess).toBe(amount);
        expect(refunds).toBe(Math.min(owed, amount));
        expect(borne).toBe(Math.min(amount - refunds, has.room));
        for (const party of ['host', 'platform', 'tax'] as const) {
          expect(from[party]).toBeGreaterThanOrEqual(0);
          expect(from[party]).toBeLessThanOrEqual(has[party]);
        }
      }),
    );
  });

  test('of the whole takes each share whole', () => {
    const has = { host: 193_00, platform: 25_40, tax: 10_00 };
    expect(divideLoss(228_40, 'USD', { ...has, room: 228_40 }, 0)).toEqual({ refunds: 0, from: has, excess: 0 });
  });

  test('of a part takes of each so much of what they have, also where the marketplace has less than nothing', () => {
    const has = { host: 200_00, platform: -80_00, tax: 20_00 };
    expect(divideLoss(70_00, 'USD', { ...has, room: 140_00 }, 0)).toEqual({
      refunds: 0,
      from: { host: 100_00, platform: -40_00, tax: 10_00 },
      excess: 0,
    });
    const debts = fc.record({
      host: fc.integer({ min: 500_000, max: 1_000_000 }),
      platform: fc.integer({ min: -500_000, max: 0 }),
      tax: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(
      fc.property(debts, fc.double({ min: 0, max: 1, noNaN: true }), (owes, part) => {
        const room = owes.host + owes.platform + owes.tax;
        const amount = Math.floor(room * part);
        const { from } = divideLoss(amount, 'USD', { ...owes, room }, 0);
        expect(from.host + from.platform + from.tax).toBe(amount);
        for (const party of ['host', 'platform', 'tax'] as const) {
          expect(Math.abs(from[party] - (owes[party] * amount) / room)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('first pays the refunds that were promised and not paid', () => {
    const has = { host: 50_00, platform: 10_00, tax: 0 };
    const left = { ...has, room: 60_00 };
    expect(divideLoss(100_00, 'USD', left, 40_00)).toEqual({ refunds: 40_00, from: has, excess: 0 });
    expect(divideLoss(30_00, 'USD', left, 40_00)).toEqual({
      refunds: 30_00,
      from: { host: 0, platform: 0, tax: 0 },
      excess: 0,
    });
  });

  const shares = { host: 100, platform: 31, tax: 7 };

  test('gives back to the cent what comes back of it, to nobody more than was taken', () => {
    const loss = fc.record({
      refunds: share,
      from: fc.record({ host: share, platform: share, tax: share }),
      excess: share,
    });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(loss, part, part, (lost, returned, left) => {
        const all = lost.refunds + lost.from.host + lost.from.platform + lost.from.tax + lost.excess;
        const amount = Math.round(all * returned);
        const back = reverseLoss(amount, 'USD', lost, Math.round(lost.excess * left));
        expect(back.refunds + back.from.host + back.from.platform + back.from.tax + back.excess).toBe(amount);
        for (const party of ['host', 'platform', 'tax'] as const) {
          expect(back.from[party]).toBeGreaterThanOrEqual(0);
          expect(back.from[party]).toBeLessThanOrEqual(lost.from[party]);
        }
        expect(back.refunds).toBeLessThanOrEqual(lost.refunds);
        expect(back.owed).toBeGreaterThanOrEqual(0);
        if (amount === all) expect(back).toMatchObject({ refunds: lost.refunds, from: lost.from, excess: lost.excess });
      }),
    );
  });

  test('gives back amounts that are paid in their currency, where a part of it comes back', () => {
    const from = { host: 16_900_00, platform: 5_940_00, tax: 0 };
    const back = reverseLoss(10_000_00, 'ISK', { refunds: 0, from, excess: 0 }, 0);
    expect(back.from).toEqual({ host: 7_399_00, platform: 2_601_00, tax: 0 });
    expect(reverseLoss(22_840_00, 'ISK', { refunds: 0, from, excess: 0 }, 0).from).toEqual(from);
  });

  test('gives back first what nobody had to bear, and last the refunds that it has paid', () => {
    const lost = { refunds: 20, from: shares, excess: 60 };
    const none = { host: 0, platform: 0, tax: 0 };
    expect(reverseLoss(40, 'USD', lost, 60)).toEqual({ refunds: 0, from: none, excess: 40, owed: 0 });
    expect(reverseLoss(60, 'USD', lost, 50)).toEqual({ refunds: 0, from: none, excess: 60, owed: 10 });
    expect(reverseLoss(60 + 138, 'USD', lost, 60)).toEqual({ refunds: 0, from: shares, excess: 60, owed: 0 });
    expect(reverseLoss(60 + 138 + 20, 'USD', lost, 60)).toEqual({ ...lost, owed: 0 });
  });

  test('of a payment that has more than the shares of all must not be booked', () => {
    expect(() => divideLoss(11, 'USD', { host: 5, platform: 3, tax: 2, room: 11 }, 0)).toThrow(RangeError);
  });

  test('of more than is left of its payment is an excess, though others have something of another payment', () => {
    const has = { host: 50_00, platform: 10_00, tax: 0 };
    expect(divideLoss(70_00, 'USD', { ...has, room: 60_00 }, 0)).toEqual({ refunds: 0, from: has, excess: 10_00 });
    expect(divideLoss(70_00, 'USD', { ...has, room: 0 }, 0)).toEqual({
      refunds: 0,
      from: { host: 0, platform: 0, tax: 0 },
      excess: 70_00,
    });
  });
});
