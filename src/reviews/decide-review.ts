import type { Side } from '../kernel/actor.ts';
import { type InputError, Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import type { ReviewRow, StayRow } from './queries.ts';
import type { ReviewInput } from './schemas.ts';
import { reviewWindow } from './window.ts';

/** What an author says of a stay, as it is stored. */
type Opinion = Pick<
  ReviewRow,
  'overall' | 'cleanliness' | 'communication' | 'accuracy' | 'check_in' | 'location' | 'value' | 'body' | 'private_note'
>;

const ofThePlaceOnly = ['accuracy', 'checkIn', 'location', 'value'] as const;

/**
 * Refuses a review of a stay that cannot be reviewed now: never, not yet, no more, or because the other side's is
 * published already, so that it could have been read. Throws `not-reviewable`.
 */
export function refuseOutsideWindow(stay: StayRow, other: ReviewRow | undefined, now: Date): { closesAt: Date } {
  const window = reviewWindow(stay);
  const why =
    (window === undefined && 'A stay that did not take place cannot be reviewed.') ||
    (window && now < window.opensAt && `It can be reviewed from ${window.opensAt.toISOString()}.`) ||
    (window && now >= window.closesAt && `It could be reviewed until ${window.closesAt.toISOString()}.`) ||
    (other && other.state !== 'submitted' && "The other side's review is published already.");
  if (window !== undefined && !why) return window;
  throw new Problem('not-reviewable', why ? { detail: why } : {});
}

/** Refuses to change a review whose time is up, whether it is published already or about to be. */
export function refuseAfterWindow(stay: StayRow, now: Date): void {
  const window = reviewWindow(stay);
  if (window === undefined || now < window.closesAt) return;
  throw new Problem('invalid-transition', { detail: `It could be changed until ${window.closesAt.toISOString()}.` });
}

/**
 * The opinion in an input. A guest rates all six categories, a host the two that a guest can answer for. Throws
 * `invalid-input` that names each one missing and each that the side does not rate.
 */
export function opinionOf(side: Side, input: z.output<typeof ReviewInput>): Opinion {
  const { overall, categories, text, privateNote } = input;
  const errors = ofThePlaceOnly.flatMap((name): InputError[] => {
    const pointer = `/categories/${name}`;
    const isGiven = categories[name] !== undefined;
    if (side === 'guest' && !isGiven) return [{ pointer, code: 'required', detail: 'is missing' }];
    if (side === 'host' && isGiven) return [{ pointer, code: 'not-rated', detail: 'is rated by guests only' }];
    return [];
  });
  if (errors.length > 0) throw new Problem('invalid-input', { errors });
  return {
    overall,
    cleanliness: categories.cleanliness,
    communication: categories.communication,
    accuracy: categories.accuracy ?? null,
    check_in: categories.checkIn ?? null,
    location: categories.location ?? null,
    value: categories.value ?? null,
    body: text,
    private_note: privateNote,
  };
}
