import { writeFile } from 'node:fs/promises';
import { spawnTied } from '../tied-process.ts';
import { isWorthHearing } from '../worth-hearing.ts';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

/**
 * Starts the service as a command, ready when this resolves. Its settings are in its environment, and in `envFile` as
 * lines for those who start a container. Closing asks it to stop and waits for its end; that the
 * service does not say that it has stopped is an error.
 */
export async function startCommand(options: {
  command: readonly string[];
  url: string;
  env: Record<string, string>;
  envFile: string;
  say: (line: string) => void;
}): Promise<{ url: string; runCron(): Promise<void>; close(): Promise<void> }> {
  const { url, env, envFile, say } = options;
  if (await answers(url)) throw new Error(`EADDRINUSE: something answers at ${url} already.`);
  await writeFile(
    envFile,
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  const [program = '', ...args] = options.command;
  const service = spawnTied(program, args, { stopSignal: 'TERM', env: { ...process.env, ...env } });
  const lines: string[] = [];
  service.onLine((line) => {
    lines.push(line);
    if (isWorthHearing(line)) say(line);
  });
  const ended = service.exited.then(({ code }) => {
    throw new Error(`${program} ended with ${code} instead of serving.\n${lines.slice(-20).join('\n')}`);
  });
  await Promise.race([untilReady(url), ended]).catch(async (error) => {
    await service.kill('SIGKILL');
    throw error;
  });
  let isRunning = true;
  ended.catch(() => {
    isRunning = false;
    say(`${program} has ended.`);
  });
  return {
    url,
    runCron: async () => {},
    async close() {
      // To all that the command started, as a terminal's Ctrl-C does: between us and the service may be npm, or a shell.
      if (isRunning) process.kill(-service.pid, 'SIGTERM');
      await service.exited;
      if (lines.some((line) => line.includes('"event":"stopped"'))) return;
      throw new Error(`${program} did not stop as it should.\n${lines.slice(-20).join('\n')}`);
    },
  };
}

async function untilReady(url: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`Nothing is ready at ${url} after ${PATIENCE_MS / 1000} s.`);
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/ready`).catch(() => undefined);
  return answer?.ok === true;
}
