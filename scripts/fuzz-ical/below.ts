import type { Random } from '../random.ts';

/** A whole number from 0 up to and without `end`. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}
