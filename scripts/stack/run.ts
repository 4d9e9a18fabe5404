import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const READY_MS = 120_000;

/** Runs something while `npm run dev` runs with these arguments, then stops that with Ctrl-C. Throws unless all ends well. */
export async function withStack(args: readonly string[], work: () => Promise<void>): Promise<void> {
  const stack = spawn(process.execPath, ['scripts/dev.ts', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => stack.once('exit', resolve));
  try {
    await untilReady(stack);
    await work();
  } finally {
    stack.kill('SIGINT');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`The stack ended with ${code}.`);
}

/** Runs a command to its end, tells what it says, and gives it. Throws when it fails. */
export async function run(what: string, command: string, args: string[]): Promise<string> {
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

// It is listened to for as long as it runs: what goes wrong in it is said by it.
async function untilReady(child: ChildProcess): Promise<void> {
  const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  const isReady = await new Promise<boolean>((resolve) => {
    child.once('exit', () => resolve(false));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      console.log(line);
      if (line.startsWith('Ctrl-C')) resolve(true);
    });
  });
  clearTimeout(late);
  if (!isReady) throw new Error('The stack did not start.');
}
