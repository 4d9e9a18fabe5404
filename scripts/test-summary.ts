import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Prints the outcome of a vitest run from its JSON report as one plain line, and fails when a test failed or none ran. */
const Report = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const { numPassedTests, numFailedTests } = Report.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')));
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(numFailedTests === 0 && numPassedTests > 0 ? 0 : 1);
