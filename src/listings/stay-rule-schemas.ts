import { MAX_HORIZON_DAYS, MAX_NIGHTS, MAX_PREPARATION_NIGHTS, weekdays } from '../kernel/stay-rules.ts';
import { z } from '../kernel/zod.ts';

const nights = z.int().min(1).max(MAX_NIGHTS);
const preparation = z.int().min(0).max(MAX_PREPARATION_NIGHTS);

/** How long a stay is that begins on a date. */
export const lengthFields = { minNights: nights, maxNights: nights };

/** The rules of stays beside their length by arrival. */
export const stayRuleFields = {
  minNightsThrough: nights.openapi({ description: 'Of every stay that has this night.' }),
  maxNightsThrough: nights.openapi({ description: 'Of every stay that has this night.' }),
  closedToArrival: z.boolean().openapi({ description: 'No stay begins on this date.' }),
  closedToDeparture: z.boolean().openapi({ description: 'No stay ends on this date.' }),
  arrivalWeekdays: z
    .array(z.enum(weekdays))
    .max(weekdays.length)
    .openapi({ description: 'On which a stay can begin.', example: ['friday', 'saturday'] }),
  advanceNoticeHours: z
    .int()
    .min(0)
    .max(8_760)
    .openapi({ description: 'So many hours from now the check-in of an arrival has to be still to open; 0: none.' }),
  sameDayUntil: z
    .string()
    .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is not a time of the form HH:MM')
    .openapi({
      description: "From then on, on the listing's clocks, nobody can arrive the same day any more; `24:00`: never.",
      example: '18:00',
    }),
  horizonDays: z
    .int()
    .min(1)
    .max(MAX_HORIZON_DAYS)
    .openapi({ description: 'So many nights can be booked ahead, tonight the first: 1 is tonight alone.' }),
  preparationBefore: preparation.openapi({ description: 'Nights kept free before a stay that begins on this date.' }),
  preparationAfter: preparation.openapi({ description: 'Nights kept free after a stay that ends on this date.' }),
  inSeason: z.boolean().openapi({ description: 'Whether the night is offered; out of season it is closed.' }),
};

export const stayRulesExample = {
  minNightsThrough: 1,
  maxNightsThrough: 1_125,
  closedToArrival: false,
  closedToDeparture: false,
  arrivalWeekdays: [...weekdays],
  advanceNoticeHours: 24,
  sameDayUntil: '24:00',
  horizonDays: 365,
  preparationBefore: 0,
  preparationAfter: 1,
  inSeason: true,
};

export const StayRules = z.strictObject(stayRuleFields).openapi('StayRules', {
  description: 'Which stays the listing offers, on dates that have no rule of their own.',
  example: stayRulesExample,
});

export const StayRuleChanges = z
  .strictObject(stayRuleFields)
  .partial()
  .openapi('StayRuleChanges', { description: 'What is absent stays.', example: { preparationAfter: 1 } });
export type StayRuleChanges = z.output<typeof StayRuleChanges>;
