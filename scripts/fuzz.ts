import { parseArgs } from 'node:util';
import { startFeeds } from '../local/feeds/index.ts';
import { fuzz } from '../test/fuzz/fuzz.ts';
import { startGround } from '../test/harness/ground.ts';
import { startWorld } from '../test/harness/world.ts';

/** `npm run fuzz [-- --requests 50000 --seed 1]`: random requests to every operation, against a world of their own. */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
const [count, seed] = [Number(values.requests), Number(values.seed)];
const started = Date.now();
const ground = await startGround();
const feeds = await startFeeds();
const h = await startWorld(ground, { vars: { TEST_ORIGINS: feeds.url } });
try {
  const { findings, answers } = await fuzz(h, feeds, {
    count,
    seed,
    onProgress: (sent, found) => process.stderr.write(`\r${sent} of ${count} sent, ${found} findings`),
  });
  console.log(`\n${count} requests, seed ${seed}, ${Math.round((Date.now() - started) / 1000)} s`);
  for (const [operation, statuses] of [...answers].toSorted(([one], [other]) => one.localeCompare(other))) {
    const counts = [...statuses]
      .toSorted(([one], [other]) => one - other)
      .map(([status, times]) => `${status}: ${times}`);
    console.log(`  ${operation.padEnd(28)} ${counts.join('  ')}`);
  }
  for (const { fault, operation, request, times } of findings) {
    console.log(`\n${operation}, ${times} times: ${fault}\n  ${request}`);
  }
  console.log(`\n${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  await h.close();
  await feeds.close();
  await ground.close();
}
