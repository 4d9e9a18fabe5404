import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../local/postgres/index.ts';
import { migrate } from '../../migrations/migrate.ts';
import { buildWorker } from '../../scripts/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the server's `postgres` database. */
    postgres: string;
    template: string;
    bundle: { script: string; modules: string[] };
  }
}

const TEMPLATE = 'innkeep_template';

/** One PostgreSQL with a migrated template, and one bundle of the worker, for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, bundle] = await Promise.all([
    startPostgres(),
    buildWorker({ entry: 'test/worker.ts', outdir: 'dist/test-worker', minify: false }),
  ]);
  await postgres.createDatabase(TEMPLATE);
  await migrate(postgres.url(TEMPLATE));
  project.provide('postgres', postgres.url('postgres'));
  project.provide('template', TEMPLATE);
  project.provide('bundle', { script: bundle.script, modules: bundle.modules });
  return () => postgres.close();
}
