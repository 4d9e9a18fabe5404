import { inject } from 'vitest';
import { createPerson, type Person } from './people.ts';
import { type Harness, type Site, startWorld } from './world.ts';

export type { Harness } from './world.ts';

type Options = Pick<NonNullable<Parameters<typeof startWorld>[1]>, 'start' | 'vars'> & {
  /** Whether its database is a new one: where pages are counted, those that others have left would count too. */
  isNew?: boolean;
};

/** What worlds that are over have left for later ones in this process: half of what a world costs. */
const left: Site[] = [];

/** Each is a workerd with two hundred megabytes; few files have two worlds at once. */
const MOST_LEFT = 2;

/** The world of one test file. */
export async function startHarness({ isNew = false, ...options }: Options = {}): Promise<Harness> {
  const ground = {
    postgres: inject('postgres'),
    template: inject('template'),
    redis: inject('redis'),
    bundle: inject('bundle'),
  };
  const site = isNew ? undefined : left.pop();
  const world = await (site
    ? startWorld(ground, { ...options, site }).catch((error: Error) => afresh(site, error))
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
      left.push(await world.leave());
      const [oldest] = left;
      if (oldest === undefined || left.length <= MOST_LEFT) return;
      left.shift();
      await giveUp(oldest);
    },
  };
}

/** The same, with somebody of support in it. */
export async function startStaffed(): Promise<{ h: Harness; support: Person }> {
  const h = await startHarness();
  return { h, support: await createPerson(h, { roles: ['support'] }) };
}

async function giveUp({ worker, database }: Site): Promise<void> {
  await Promise.all([worker.close(), database.close()]);
}
