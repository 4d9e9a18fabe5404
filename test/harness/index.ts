import { inject } from 'vitest';
import { type Harness, type Site, startWorld } from './world.ts';

export type { Harness } from './world.ts';

type Options = Pick<NonNullable<Parameters<typeof startWorld>[1]>, 'start' | 'vars'>;

/** What worlds that are over have left for the next of the same settings in this process: half of what a world costs. */
const left = new Map<string, Site[]>();

/** The world of one test file. */
export async function startHarness(options: Options = {}): Promise<Harness> {
  const ground = {
    postgres: inject('postgres'),
    template: inject('template'),
    redis: inject('redis'),
    bundle: inject('bundle'),
  };
  const settings = JSON.stringify(options.vars ?? {});
  const sites = left.get(settings) ?? [];
  left.set(settings, sites);
  const site = sites.pop();
  const world = await startWorld(ground, { ...options, ...(site && { site }) });
  return { ...world, close: async () => void sites.push(await world.leave()) };
}
