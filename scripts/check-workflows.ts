import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/**
 * Holds every workflow to GitHub's schema (by action-validator) and to rules of our own: actions by commit, no more
 * permissions than reading unless the job says so, an end to each job, no text of a pull request inside a script, and nothing
 * of a fork after another workflow.
 */
const Step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const Workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      if: z.string().optional(),
      needs: z.unknown().optional(),
      steps: z.array(Step),
    }),
  ),
});

const files = globSync('.github/workflows/*.yml').toSorted((a, b) => a.localeCompare(b));
const faults = files.flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const read = Workflow.safeParse(parse(text));
  if (!read.success) return [`${file}: ${z.prettifyError(read.error)}`];
  const { on, permissions, concurrency, jobs } = read.data;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const loose = steps.flatMap(({ uses }) => (uses && !/^[\w./-]+@[0-9a-f]{40}$/.test(uses) ? [uses] : []));
  const injected = steps.flatMap(({ run }) => run?.match(/\$\{\{.*?\}\}/g) ?? []);
  // What runs after another workflow has our secrets, also when that one ran for a fork's pull request.
  const open = Object.entries(jobs).filter(
    ([, job]) =>
      'workflow_run' in on &&
      (job.if === undefined
        ? job.needs === undefined
        : // Whatever stands beside ${{ }}, be it a line's end, makes a text of the whole, and every text is true.
          job.if.includes('${{') || !job.if.includes(`(github.event.workflow_run.event == 'push' &&`)),
  );
  // Only one run of a group waits. Neither a group nor a job's condition can name what stands elsewhere.
  const apart = Object.entries(jobs).filter(
    ([, job]) => 'workflow_run' in on && job.if !== undefined && !concurrency.group.includes(`(${job.if}) &&`),
  );
  return [
    ...open.map(([name]) => `${file}: ${name} runs for what others push to their forks`),
    ...apart.map(([name]) => `${file}: what ${name} is not run for may push out of its group what waits`),
    ...loose.map((uses) => `${file}: ${uses} is not pinned by its commit`),
    ...injected.map((expression) => `${file}: ${expression} inside a script; pass it by env`),
    ...Object.entries(permissions)
      .filter(([, level]) => level !== 'read' && level !== 'none')
      .map(([scope]) => `${file}: every job may write ${scope}`),
  ];
});
for (const fault of faults) console.error(fault);
for (const file of files) {
  execFileSync(process.execPath, ['node_modules/@action-validator/cli/cli.mjs', file], { stdio: 'inherit' });
}
if (faults.length > 0) process.exit(1);
console.log(`${files.length} workflows are what GitHub reads, pinned, and may do no more than they need.`);
