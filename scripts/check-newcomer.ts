import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** Does what the README tells a newcomer: starts the stack, plays the story, pastes the tour, stops it with Ctrl-C. */

const READY_MS = 60_000;

const readme = await readFile('README.md', 'utf8');
const tour = /## A tour by curl[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1];
if (tour === undefined) throw new Error('README.md has no tour');

const stack = spawn(process.execPath, ['scripts/dev.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  await untilReady(stack);
  await run('the story', process.execPath, ['scripts/story.ts']);
  const told = await run('the tour', 'bash', ['-euo', 'pipefail', '-c', tour]);
  for (const word of ['confirmed', 'isExact: true', 'cancelled']) {
    if (!told.includes(word)) throw new Error(`The tour did not come to “${word}”.`);
  }
} finally {
  stack.kill('SIGINT');
}
const code = await new Promise<number | null>((resolve) => stack.once('exit', resolve));
if (code !== 0) throw new Error(`The stack ended with ${code}.`);
console.log('A newcomer gets through: stack, story and tour.');

async function untilReady(child: ChildProcess): Promise<void> {
  const lines = child.stdout === null ? [] : createInterface({ input: child.stdout });
  const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  for await (const line of lines) {
    console.log(line);
    if (line.startsWith('Ctrl-C')) {
      clearTimeout(late);
      return;
    }
  }
  throw new Error('The stack did not start.');
}

async function run(what: string, command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    console.log(line);
  }
  const status = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('exit', resolve)));
  if (status !== 0) throw new Error(`${what} ended with ${status}.`);
  return lines.join('\n');
}
