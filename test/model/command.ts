import type fc from 'fast-check';
import type { Person } from '../harness/people.ts';
import { assertAlways } from './always.ts';
import type { Model, Real } from './real.ts';

type Step = fc.AsyncCommand<Model, Real, true>;

/** A command that can be run at any time, or only once there is a hold; what must always be true is checked after it. */
export function command(
  name: string,
  act: (real: Real, model: Model) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Step {
  return {
    check: async (model) => check(model),
    async run(model, real) {
      await real.recovered;
      await act(real, model);
      await real.recovered;
      await assertAlways(real.h);
    },
    toString: () => name,
  };
}

/** Who has closed their account, or may have, is let in no more, nor who is suspended. */
export function answersOf(
  { left, suspended }: Pick<Real, 'left' | 'suspended'>,
  { id }: Pick<Person, 'id'>,
  statuses: readonly number[],
): readonly number[] {
  return left.has(id) || suspended.has(id) ? [...statuses, 401] : statuses;
}

export const hasHold = ({ holds }: Readonly<Model>) => holds > 0;

export const MINUTE = 60_000;

/** `fetch` rejects with a TypeError when the connection was refused or cut off. */
export function cutOff(error: unknown): undefined {
  if (error instanceof TypeError) return undefined;
  throw error;
}

/** The same for what a guest's browser asks of Stripe, which may answer with garbage as well. */
export function unanswered(error: unknown): undefined {
  return error instanceof SyntaxError ? undefined : cutOff(error);
}

/** The hold made so many before the last. */
export function holdAt({ holds }: Pick<Real, 'holds'>, back: number): Real['holds'][number] {
  const hold = holds.at(-1 - (back % holds.length));
  if (hold === undefined) throw new Error('there is no hold');
  return hold;
}
