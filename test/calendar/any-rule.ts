import fc from 'fast-check';
import type { StayRule, StayRuleChange } from '../../src/kernel/stay-rules.ts';

/** Mostly this, sometimes that: with all rules strict no stay is ever had. */
function mostly<V>(usual: V, others: fc.Arbitrary<V>): fc.Arbitrary<V> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
}

const few = fc.integer({ min: 1, max: 4 });
const many = fc.integer({ min: 2, max: 9 });

const fields = {
  minNights: mostly(1, few),
  maxNights: mostly(365, many),
  minNightsThrough: mostly(1, few),
  maxNightsThrough: mostly(365, many),
  closedToArrival: mostly(false, fc.boolean()),
  closedToDeparture: mostly(false, fc.boolean()),
  arrivalWeekdays: mostly(127, fc.nat(127)),
  advanceNoticeHours: mostly(0, fc.nat(200)),
  sameDayUntil: mostly('24:00', fc.constantFrom('00:00', '08:30', '12:00', '18:00', '23:59')),
  horizonDays: mostly(730, fc.integer({ min: 1, max: 30 })),
  preparationBefore: mostly(0, fc.nat(3)),
  preparationAfter: mostly(0, fc.nat(3)),
  inSeason: mostly(true, fc.boolean()),
} satisfies { [Name in keyof StayRule]: fc.Arbitrary<StayRule[Name]> };

/** The rules of a listing; most of them are in nobody's way. */
export const anyRule: fc.Arbitrary<StayRule> = fc.record(fields).map((rule) => ({
  ...rule,
  maxNights: Math.max(rule.minNights, rule.maxNights),
  maxNightsThrough: Math.max(rule.minNightsThrough, rule.maxNightsThrough),
}));

/** Those in which a date differs. */
export const anyChange: fc.Arbitrary<StayRuleChange> = fc.record(fields, { requiredKeys: [] });
