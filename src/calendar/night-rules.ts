import { addDays, type PlainDate } from '../kernel/dates.ts';
import { defined } from '../kernel/defined.ts';
import { type StayRuleChange, weekdayBits, weekdaysOf } from '../kernel/stay-rules.ts';
import type { z } from '../kernel/zod.ts';
import type { ManyRules, RulesList } from './night-schemas.ts';
import type { RuleChange } from './set-stay-rules.ts';

type Given = z.output<typeof ManyRules>['changes'];
type Shown = z.input<typeof RulesList>['data'];

/** What the host sends, as it is kept: weekdays as bits. */
export function rulesToSet(changes: Given): RuleChange[] {
  return changes.map(({ listingIds, ranges }) => ({
    listingIds,
    ranges: ranges.map(({ start, end, rules: { arrivalWeekdays: names, ...rules } }) => ({
      start,
      end,
      rules: defined({ ...rules, arrivalWeekdays: names && weekdayBits(names) }),
    })),
  }));
}

/** The rules of nights, in runs of those that follow each other and have the same. */
export function viewNightRules(nights: readonly [PlainDate, StayRuleChange][]): Shown {
  const runs: { start: PlainDate; end: PlainDate; rules: StayRuleChange; key: string }[] = [];
  for (const [night, rules] of nights) {
    const [last, key] = [runs.at(-1), JSON.stringify(rules)];
    if (last?.end === night && last.key === key) last.end = addDays(night, 1);
    else runs.push({ start: night, end: addDays(night, 1), rules, key });
  }
  return runs.map(({ start, end, rules }) => ({ start, end, rules: viewRules(rules) }));
}

/** Rules as everybody reads them: weekdays by their names. */
export function viewRules({ arrivalWeekdays: bits, ...rules }: StayRuleChange): Shown[number]['rules'] {
  return { ...rules, ...(bits === undefined ? {} : { arrivalWeekdays: weekdaysOf(bits) }) };
}
