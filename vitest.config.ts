import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/harness/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/harness/seed.ts', 'test/harness/console.ts'],
    globalSetup: ['test/harness/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One more than CI has cores: a world's parts wait for each other, and the other two go on.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Each file has a world of its own; to load our modules anew for each would be a third of the time.
    isolate: false,
  },
});
