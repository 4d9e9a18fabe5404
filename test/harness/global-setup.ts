import type { TestProject } from 'vitest/node';
import { startGround } from './ground.ts';
import type { Ground } from './world.ts';

declare module 'vitest' {
  interface ProvidedContext extends Ground {}
}

/** One ground for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ground = await startGround();
  project.provide('postgres', ground.postgres);
  project.provide('template', ground.template);
  project.provide('redis', ground.redis);
  project.provide('bundle', ground.bundle);
  return ground.close;
}
