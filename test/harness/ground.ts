import { startPostgres } from '../../local/postgres/index.ts';
import { startRedisServer } from '../../local/redis/index.ts';
import { migrate } from '../../migrations/migrate.ts';
import { buildWorker } from '../../scripts/build.ts';
import type { Ground } from './world.ts';

const TEMPLATE = 'innkeep_template';

/** One PostgreSQL with a migrated template, one Redis where there is one, and one bundle of the Worker, for any number of worlds. */
export async function startGround(): Promise<Ground & { close(): Promise<void> }> {
  const [postgres, redis, { script, modules }] = await Promise.all([
    startPostgres(),
    startRedisServer(),
    buildWorker({ entry: 'test/worker.ts', outdir: 'dist/test-worker', minify: true }),
  ]);
  await postgres.createDatabase(TEMPLATE);
  await migrate(postgres.url(TEMPLATE));
  return {
    postgres: postgres.url('postgres'),
    template: TEMPLATE,
    redis: redis?.path,
    bundle: { script, modules },
    close: async () => {
      await postgres.close();
      await redis?.close();
    },
  };
}
