import { writeFile } from 'node:fs/promises';
import { Faults, serveWithFaults } from '../local/faults.ts';
import { startMailbox } from '../local/mailbox/index.ts';
import { createPools, startNeon } from '../local/neon/index.ts';
import { startQstash } from '../local/qstash/index.ts';
import { startRedis } from '../local/redis/index.ts';
import { generateSecrets } from '../local/stack/secrets.ts';
import { workerVars } from '../local/stack/vars.ts';
import { startStorage } from '../local/storage/index.ts';
import { startStripe } from '../local/stripe/index.ts';

/**
 * The stand-ins in processes of their own, so that what they cost is theirs: `node bench/stand-ins.ts neon PORT`, or
 * `… vendors PORT FILE`, which writes the service's settings into FILE and tells on PORT what Redis and the queue were asked.
 */
const [part, port, file = ''] = process.argv.slice(2);

if (part === 'neon') {
  await startNeon({ port: Number(port), pools: createPools({ size: 10 }) });
} else {
  const [redis, qstash, stripe, mailbox, storage] = await Promise.all([
    startRedis(),
    startQstash(),
    startStripe(),
    startMailbox(),
    startStorage(),
  ]);
  const nowhere = {
    url: 'http://127.0.0.1:8787',
    webUrl: 'http://127.0.0.1:3000',
    databaseUrl: '',
    neon: { endpoint: '' },
  };
  const vars = workerVars({ ...nowhere, redis, qstash, stripe, mailbox, storage, secrets: generateSecrets() });
  await writeFile(file, JSON.stringify(vars));
  await serveWithFaults({
    port: Number(port),
    faults: new Faults(),
    handle: async () => ({
      status: 200,
      body: JSON.stringify({ redis: redis.faults.count, messages: qstash.pending().length }),
    }),
  });
}
