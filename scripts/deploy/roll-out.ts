import { execFileSync } from 'node:child_process';
import { z } from 'zod';

/**
 * `node scripts/deploy/roll-out.ts TAG PERCENT…`: gives the uploaded version with this tag so much of the traffic of
 * `URL`, step by step. After each step the service is asked for a while; an answer that is not good gives all of it back to
 * the version that had it before, and ends this with an error. `WATCH_SECONDS` is that while, three minutes when absent.
 */
const [, , tag = '', ...steps] = process.argv;
const url = process.env.URL;
if (tag === '' || steps.length === 0 || !url) throw new Error('Set URL, and name a version tag and percentages.');

const PATIENCE_MS = Number(process.env.WATCH_SECONDS ?? 180) * 1000;
const PAUSE_MS = 2000;
// What needs no account and touches everything that a version could break: the database, the contract, the search.
const PATHS = ['/ready', '/openapi.json', '/v1/amenities', '/v1/search?limit=1'];
const Status = z.object({ versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })) });

// By name: of its own accord Wrangler goes back from what is deployed, which is the good version where nothing else was yet.
const former = served();
try {
  for (const percent of steps) {
    // Only what adds up to all of the traffic is taken.
    const rest = 100 - Number(percent);
    const others = rest === 0 ? [] : [`${former}@${rest}%`];
    const message = ['--message', `${percent} % of ${tag}`];
    wrangler('versions', 'deploy', ...others, '--version-tag', `${tag}@${percent}%`, '--yes', ...message);
    await watch(percent);
  }
} catch (error) {
  // Told first: to go back may fail too.
  console.error(error);
  wrangler('rollback', former, '--yes', '--message', `${tag} did not hold`);
  process.exit(1);
}

/** The version that has most of the traffic. */
function served(): string {
  const status = execFileSync('npx', ['wrangler', 'deployments', 'status', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { versions } = Status.parse(JSON.parse(status));
  const [most] = versions.toSorted((a, b) => b.percentage - a.percentage);
  if (most === undefined) throw new Error('Nothing is deployed yet.');
  return most.version_id;
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
