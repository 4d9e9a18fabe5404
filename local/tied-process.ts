import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How a process ended: its exit code, or the signal that ended it. */
type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A running program. `onLine` hears its stdout and stderr, `control` is what it writes to descriptor 3. */
export type TiedProcess = {
  pid: number;
  control: Readable;
  onLine(listener: (line: string) => void): void;
  /** Resolves when the program is gone and all its output was heard. */
  exited: Promise<Exit>;
  /** Sends `signal` and resolves once the process is gone, at once when it was already. */
  kill(signal: NodeJS.Signals): Promise<Exit>;
};

/**
 * Starts a program that cannot outlive this process, however this process ends: a watcher waits for the end of a pipe that only we
 * hold, which even `kill -9` closes, and sends the program `stopSignal`. It has a session of its own, so that Ctrl-C reaches us alone
 * and we stop things in order. Needs a POSIX shell.
 */
export function spawnTied(
  command: string,
  args: string[],
  options: { stopSignal: 'INT' | 'TERM'; env?: NodeJS.ProcessEnv },
): TiedProcess {
  const { stopSignal, ...spawnOptions } = options;
  const child = spawn('/bin/sh', ['-c', watched, stopSignal, command, ...args], {
    ...spawnOptions,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
  const [, stdout, stderr, control] = child.stdio;
  if (child.pid === undefined || !stdout || !stderr || !(control instanceof Socket)) {
    throw new Error(`Could not start ${command}.`);
  }
  const lines = [stdout, stderr].map((input) => createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }));

  return {
    pid: child.pid,
    control,
    onLine: (listener) => {
      for (const reader of lines) reader.on('line', listener);
    },
    exited,
    kill: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

// `exec` keeps the shell's pid ($$) for the program. The watcher is orphaned at once: PostgreSQL takes the end of a child for a crash.
const watched = `
exec 9<&0 </dev/null
( ( cat <&9; kill -s "$0" $$ ) >/dev/null 2>&1 3>&- & )
exec "$@" 9<&-
`;
