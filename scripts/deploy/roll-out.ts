import { execFileSync } from 'node:child_process';

/**
 * `node scripts/deploy/roll-out.ts TAG PERCENT…`: gives the uploaded version with this tag so much of the traffic of
 * `URL`, step by step. After each step the service is asked for a while; an answer that is not good ends it with an error.
 */
const [, , tag = '', ...steps] = process.argv;
const url = process.env.URL;
if (tag === '' || steps.length === 0 || !url) throw new Error('Set URL, and name a version tag and percentages.');

const PATIENCE_MS = 3 * 60_000;
const PAUSE_MS = 2000;
// What needs no account and touches everything that a version could break: the database, the contract, the search.
const PATHS = ['/ready', '/openapi.json', '/v1/amenities', '/v1/search?limit=1'];

for (const percent of steps) {
  wrangler('versions', 'deploy', '--yes', '--version-tag', `${tag}@${percent}%`, '--message', `${percent} % of ${tag}`);
  await watch(percent);
}

async function watch(percent: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let asked = 0;
  while (Date.now() < end) {
    for (const path of PATHS) {
      const response = await fetch(new URL(path, url));
      await response.body?.cancel();
      asked += 1;
      if (response.status >= 500) throw new Error(`At ${percent} % ${path} answered ${response.status}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  console.log(`${percent} %: ${asked} answers, none of them an error.`);
}

function wrangler(...args: string[]): void {
  execFileSync('npx', ['wrangler', ...args], { stdio: 'inherit' });
}
