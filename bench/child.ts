import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { spawnTied } from '../local/tied-process.ts';

export interface Child {
  pid: number;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/**
 * Starts a server that will listen on `port`, and waits until it does. What it writes goes to a file under bench/.data:
 * read by this process it would cost the cores that are measured.
 */
export async function startChild(options: {
  name: string;
  command: string;
  args: readonly string[];
  port: number;
  env: Record<string, string>;
  cwd?: string;
}): Promise<Child> {
  const { name, command, args, port, env, cwd = process.cwd() } = options;
  const logs = join(import.meta.dirname, '.data', 'logs');
  await mkdir(logs, { recursive: true });
  const logFile = join(logs, `${name}.log`);
  const child = spawnTied(
    '/bin/sh',
    ['-c', 'cd "$2" && log=$1 && shift 2 && exec "$@" >"$log" 2>&1', 'sh', logFile, cwd, command, ...args],
    {
      stopSignal: 'TERM',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env },
    },
  );
  const ended = child.exited.then(() => true);
  const end = Date.now() + PATIENCE_MS;
  while (!(await listens(port))) {
    const isOver = await Promise.race([ended, new Promise<boolean>((resolve) => setTimeout(resolve, 50, false))]);
    if (isOver || Date.now() > end) {
      await child.kill('SIGKILL');
      throw new Error(`${name} did not start: see ${logFile}`);
    }
  }
  return {
    pid: child.pid,
    close: async () => {
      await child.kill('SIGTERM');
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
