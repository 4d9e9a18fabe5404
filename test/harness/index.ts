import { inject } from 'vitest';
import { type Harness, type Site, startWorld } from './world.ts';

export type { Harness } from './world.ts';

type Options = Pick<NonNullable<Parameters<typeof startWorld>[1]>, 'start' | 'vars'> & {
  /** Whether its database is a new one: where pages are counted, those that others have left would count too. */
  isNew?: boolean;
};

/** What worlds that are over have left for later ones of the same settings in this process: half of what a world costs. */
const left: { settings: string; site: Site }[] = [];

/** Each is a workerd with two hundred megabytes; of settings that differ most come once. */
const MOST_LEFT = 2;

/** The world of one test file. */
export async function startHarness({ isNew = false, ...options }: Options = {}): Promise<Harness> {
  const ground = {
    postgres: inject('postgres'),
    template: inject('template'),
    redis: inject('redis'),
    bundle: inject('bundle'),
  };
  const settings = JSON.stringify(options.vars ?? {});
  const at = isNew ? -1 : left.findIndex((one) => one.settings === settings);
  const [kept] = at === -1 ? [] : left.splice(at, 1);
  const world = await (kept
    ? startWorld(ground, { ...options, site: kept.site }).catch((error: Error) => afresh(kept.site, error))
    : startWorld(ground, options));
  // Ports are free between two worlds, and another process may have taken one.
  async function afresh(site: Site, error: Error): Promise<Harness> {
    await giveUp(site);
    if (!/^Port \d+ is in use/.test(error.message)) throw error;
    return startWorld(ground, options);
  }
  return {
    ...world,
    async close() {
      left.push({ settings, site: await world.leave() });
      const [oldest] = left;
      if (oldest === undefined || left.length <= MOST_LEFT) return;
      left.shift();
      await giveUp(oldest.site);
    },
  };
}

async function giveUp({ worker, database }: Site): Promise<void> {
  await Promise.all([worker.close(), database.close()]);
}
