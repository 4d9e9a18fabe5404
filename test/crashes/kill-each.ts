import type { Harness } from '../harness/world.ts';
import { playCut } from './cut.ts';
import type { Story } from './stories.ts';

/** Kills of the Worker, over several stories. */
interface Kills {
  /** The steps that change something, so far, and are not known. */
  readonly steps: ReadonlySet<string>;
  /** Tells a story without a kill: its steps need none any more. */
  know(story: Story): Promise<void>;
  /** Tells a story until one telling needs no kill: the Worker was killed after each of its steps by then. */
  play(story: Story): Promise<void>;
  /** The steps after which it was not killed. */
  missed(): string[];
}

/** How often the Worker is killed in one telling of a story. */
const AT_A_TIME = 10;
/** The change after a kill is let pass, so that what is killed next is what goes on, not what begins again. */
const APART = 2;

/**
 * Each step that changes something is killed at in the first story that has it. To be killed after a request that only
 * reads, or before any is acted on, leaves what the last change has left; scripts/crash-matrix.ts does that as well, and
 * kills once in a telling, at every moment of every story.
 */
export function createKills(world: () => Harness): Kills {
  const known = new Set<string>();
  const steps = new Set<string>();
  const killed = new Set<string>();

  /** Tells a story with as many kills as go into one telling, and says how many those were. */
  async function tell(story: Story): Promise<number> {
    let kills = 0;
    let changes = APART;
    await playCut(world(), story, ({ step, isRead }) => {
      if (isRead) return undefined;
      changes += 1;
      if (known.has(step)) return undefined;
      steps.add(step);
      if (killed.has(step) || kills === AT_A_TIME || changes < APART) return undefined;
      killed.add(step);
      kills += 1;
      changes = 0;
      return 'kill-after';
    });
    return kills;
  }

  return {
    steps,
    missed: () => [...steps].filter((step) => !killed.has(step)),
    async know(story) {
      await playCut(world(), story, ({ step, isRead }) => {
        if (!isRead) known.add(step);
        return undefined;
      });
    },
    async play(story) {
      while ((await tell(story)) > 0) {}
    },
  };
}
