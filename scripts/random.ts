/** A number from 0 up to and without 1. */
export type Random = () => number;

/** A linear congruence: the same numbers from the same seed, in every version of Node. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function pick<T>(values: readonly T[], random: Random): T {
  return at(values, Math.floor(random() * values.length));
}

/** The value at this index, counted on from the first after the last. Throws RangeError where there is none. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new RangeError('Nothing to pick from');
  return value;
}

/** A coordinate around `centre`, denser towards the middle, as towns are. */
export function near(centre: number, spread: number, random: Random): number {
  return centre + (random() + random() - 1) * spread;
}
