import { parseArgs } from 'node:util';
import { type Cutter, cutAt, cutByChance, cuts, momentsOf, playCut } from '../test/crashes/cut.ts';
import { laterStories } from '../test/crashes/later-stories.ts';
import { type Story, stories } from '../test/crashes/stories.ts';
import { startGround } from '../test/harness/ground.ts';
import { startWorld } from '../test/harness/world.ts';

/**
 * Cuts each story of bookings at each of its moments in each way: `node scripts/crash-matrix.ts [--story TEXT] [--cut KIND]…`
 * With `--seed N --plays M` plays each story M times, cut by chance, with the seeds from N on. Exits 1 when one did not
 * end as if nothing had happened.
 */
const { values } = parseArgs({
  options: {
    story: { type: 'string', default: '' },
    cut: { type: 'string', multiple: true, default: [...cuts] },
    seed: { type: 'string' },
    plays: { type: 'string', default: '20' },
  },
});
const chosen = [...stories, ...laterStories].filter(({ name }) => name.includes(values.story));

const started = performance.now();
const ground = await startGround();
let world = await startWorld(ground, { vars: { SANDBOX: 'true' } });
let played = 0;
let failed = 0;
let missed = 0;
for (const story of chosen) {
  if (values.seed === undefined) await playMatrix(story);
  else await playByChance(story, Number(values.seed), Number(values.plays));
}
await world.close();
await ground.close();
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${played} plays in ${seconds} s: ${failed} ended ill, ${missed} did not come to their moment.`);
process.exit(failed === 0 ? 0 : 1);

async function playMatrix(story: Story): Promise<void> {
  const moments = await momentsOf(world, story);
  console.log(`${story.name}: ${moments.length} moments`);
  for (const moment of moments) {
    for (const cut of cuts.filter((kind) => values.cut.includes(kind))) {
      const { cutter, isDone } = cutAt(moment, cut);
      await play(story, cutter, `${cut} at ${moment.step} #${moment.occurrence}`);
      if (!isDone()) missed += 1;
    }
  }
}

async function playByChance(story: Story, from: number, plays: number): Promise<void> {
  for (let seed = from; seed < from + plays; seed += 1) await play(story, cutByChance(seed), `seed ${seed}`);
}

async function play(story: Story, cutter: Cutter, what: string): Promise<void> {
  played += 1;
  try {
    await playCut(world, story, cutter);
  } catch (error) {
    failed += 1;
    console.log(`  ${story.name}, ${what}: ${error instanceof Error ? error.message : error}`);
    // What is broken once is broken in every check after it.
    await world.close();
    world = await startWorld(ground, { vars: { SANDBOX: 'true' } });
  }
}
