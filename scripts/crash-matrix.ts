import { parseArgs } from 'node:util';
import { cuts, momentsOf, playCut } from '../test/crashes/cut.ts';
import { type Story, stories } from '../test/crashes/stories.ts';
import { startGround } from '../test/harness/ground.ts';
import { startWorld } from '../test/harness/world.ts';

/** `node scripts/crash-matrix.ts [--story TEXT] [--cut KIND]…`: each story, cut at each of its moments in each way. Exits 1 when one did not converge. */
const { values } = parseArgs({
  options: { story: { type: 'string', default: '' }, cut: { type: 'string', multiple: true } },
});
const chosen = cuts.filter((cut) => values.cut === undefined || values.cut.includes(cut));

const started = performance.now();
const ground = await startGround();
let played = 0;
let failed = 0;
let missed = 0;
for (const story of stories.filter(({ name }) => name.includes(values.story))) await playAll(story);
await ground.close();
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${played} plays in ${seconds} s, ${failed} did not converge, ${missed} moments did not come.`);
process.exit(failed === 0 ? 0 : 1);

async function playAll(story: Story): Promise<void> {
  let world = await startWorld(ground);
  const moments = await momentsOf(world, story);
  console.log(`${story.name}: ${moments.length} moments`);
  for (const moment of moments) {
    for (const cut of chosen) {
      played += 1;
      try {
        if (!(await playCut(world, story, moment, cut))) missed += 1;
      } catch (error) {
        failed += 1;
        console.log(
          `  ${cut} at ${moment.step} #${moment.occurrence}: ${error instanceof Error ? error.message : error}`,
        );
        // What is broken once is broken in every check after it.
        await world.close();
        world = await startWorld(ground);
      }
    }
  }
  await world.close();
}
