import type { Harness } from '../harness/world.ts';
import { cutOnceAt, momentsOf, playCut } from './cut.ts';
import type { Story } from './stories.ts';

/** Kills of the Worker, over several stories. */
export interface Kills {
  /** The steps that change something, so far, and are not known. */
  readonly steps: ReadonlySet<string>;
  /** Tells a story without a kill: its steps need none any more. */
  know(story: Story): Promise<void>;
  /** Tells a story, until the Worker was killed after each of its steps after which it was not yet. */
  play(story: Story): Promise<void>;
  /** The steps after which it was not killed. */
  missed(): string[];
}

/** How often the Worker is killed in one telling of a story, at steps that lie apart. */
const AT_A_TIME = 10;

/**
 * Each step that changes something is killed at in the first story that has it. To be killed after a request that only
 * reads, or before any is acted on, leaves what the last change has left; scripts/crash-matrix.ts does that as well, and
 * kills once in a telling, at every moment of every story.
 */
export function createKills(world: () => Harness): Kills {
  const known = new Set<string>();
  const steps = new Set<string>();
  const killed = new Set<string>();
  const missed = () => [...steps].filter((step) => !killed.has(step));
  const changesOf = async (story: Story) =>
    (await momentsOf(world(), story)).filter(({ isRead }) => !isRead).map(({ step }) => step);

  async function killAmong(story: Story, among: readonly string[]): Promise<void> {
    const tellings = Math.ceil(among.length / AT_A_TIME);
    for (let telling = 0; telling < tellings; telling += 1) {
      const { cutter, done } = cutOnceAt(
        among.filter((_, index) => index % tellings === telling),
        'kill-after',
      );
      await playCut(world(), story, cutter);
      for (const step of done) killed.add(step);
    }
  }

  return {
    steps,
    missed,
    async know(story) {
      for (const step of await changesOf(story)) known.add(step);
    },
    async play(story) {
      for (const step of await changesOf(story)) if (!known.has(step)) steps.add(step);
      for (let left = missed(); left.length > 0; ) {
        await killAmong(story, left);
        const still = missed();
        if (still.length === left.length) break;
        left = still;
      }
    },
  };
}
