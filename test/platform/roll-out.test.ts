import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Listening, listen } from '../../local/listen.ts';

type Deployment = { created_on: string; versions: { version_id: string; percentage: number }[] };
const version = (id: string, tag: string) => ({
  id,
  number: 1,
  metadata: { created_on: '2027-03-01T12:00:00Z', author_email: '', source: 'wrangler' },
  annotations: { 'workers/tag': tag },
  resources: { script: {}, script_runtime: {}, bindings: [] },
});
const versions = [version('oldest', 'a'), version('former', 'b'), version('newest', 'c')];

/** What Cloudflare has deployed, the newest last, how much of it there can be, and what the service answers. */
let deployments: Deployment[];
let most: number;
let status: number;
let cloudflare: Listening;
const server = createServer(async (incoming, outgoing) => {
  const answer = (result: unknown) => outgoing.end(JSON.stringify({ success: true, errors: [], messages: [], result }));
  const path = /\/client\/v4\/accounts\/account\/workers\/scripts\/innkeep\/([^?]*)/.exec(incoming.url ?? '')?.[1];
  outgoing.setHeader('content-type', 'application/json');
  if (path === undefined) return outgoing.writeHead(status).end();
  if (path.startsWith('versions/')) return answer(versions.find(({ id }) => path.endsWith(id)));
  if (path.startsWith('versions')) return answer({ items: versions });
  if (path.startsWith('deployments') && incoming.method === 'POST') {
    if (deployments.length === most) {
      return outgoing.writeHead(403).end(JSON.stringify({ success: false, errors: [{ code: 1, message: 'enough' }] }));
    }
    const { versions: given } = JSON.parse(Buffer.concat(await incoming.toArray()).toString());
    deploy(Object.fromEntries(given.map((one: Deployment['versions'][number]) => [one.version_id, one.percentage])));
    return answer({ id: 'deployment' });
  }
  return answer(path.startsWith('deployments') ? { deployments: deployments.toReversed() } : {});
});
beforeAll(async () => {
  cloudflare = await listen(server);
});
afterAll(() => cloudflare.close());
beforeEach(() => {
  deployments = [];
  most = Number.POSITIVE_INFINITY;
  status = 200;
  deploy({ oldest: 100 });
  deploy({ former: 100 });
});

function deploy(shares: Record<string, number>): void {
  const created_on = new Date(Date.UTC(2027, 2, 1) + deployments.length).toISOString();
  const given = Object.entries(shares).map(([version_id, percentage]) => ({ version_id, percentage }));
  deployments.push({ created_on, versions: given });
}

/** Rolls the version with this tag out, by Wrangler itself, and gives what each deployment from then on has. */
async function rollOut(tag: string): Promise<{ code: unknown; shares: Record<string, number>[]; said: string }> {
  const env = {
    ...process.env,
    URL: cloudflare.url,
    WATCH_SECONDS: '0.1',
    CLOUDFLARE_API_BASE_URL: `${cloudflare.url}/client/v4`,
    CLOUDFLARE_ACCOUNT_ID: 'account',
    CLOUDFLARE_API_TOKEN: 'token',
    WRANGLER_SEND_METRICS: 'false',
  };
  const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) =>
    execFile(process.execPath, ['scripts/deploy/roll-out.ts', tag, '10', '100'], { env }, (error, _told, said) =>
      resolve({ code: error?.code ?? 0, said }),
    ),
  );
  const shares = deployments
    .slice(2)
    .map((one) => Object.fromEntries(one.versions.map(({ version_id, percentage }) => [version_id, percentage])));
  return { code, shares, said };
}

test('a version that holds gets a part of the traffic, the former one the rest, and then all of it', async () => {
  expect(await rollOut('c')).toMatchObject({ code: 0, shares: [{ former: 90, newest: 10 }, { newest: 100 }] });
});

test('one that answers with errors is followed by the version before', async () => {
  status = 500;
  expect(await rollOut('c')).toMatchObject({ code: 1, shares: [{ former: 90, newest: 10 }, { former: 100 }] });
});

test('one that cannot be deployed leaves what is there, and is followed by none before it', async () => {
  expect(await rollOut('unknown')).toMatchObject({ code: 1, shares: [{ former: 100 }] });
});

test('one that cannot be taken back ends as an error, which says first what was wrong with it', async () => {
  status = 500;
  most = 3;
  const { code, shares, said } = await rollOut('c');
  expect({ code, shares }).toEqual({ code: 1, shares: [{ former: 90, newest: 10 }] });
  expect(said).toMatch(/At 10 % \/ready answered 500[\s\S]*wrangler rollback former/);
});
