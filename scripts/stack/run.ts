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
  clearTimeout(late);
  throw new Error('The stack did not start.');
}
