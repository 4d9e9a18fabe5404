import { inject } from 'vitest';
import { type Harness, startWorld } from './world.ts';

export type { Harness } from './world.ts';

/** The world of one test file. */
export function startHarness(options?: Parameters<typeof startWorld>[1]): Promise<Harness> {
  const ground = {
    postgres: inject('postgres'),
    template: inject('template'),
    redis: inject('redis'),
    bundle: inject('bundle'),
  };
  return startWorld(ground, options);
}
