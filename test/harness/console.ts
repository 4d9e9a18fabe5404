import { afterAll } from 'vitest';

// Test files share a process: one that has taken the console to read what is logged gives it back.
const { log, warn, error } = console;
afterAll(() => {
  Object.assign(console, { log, warn, error });
});
