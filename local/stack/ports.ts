import { freePort } from '../free-port.ts';

/** Where each part listens unless the port is taken. */
const usualPorts = {
  worker: 8787,
  postgres: 54_329,
  neon: 54_330,
  redis: 8079,
  qstash: 8080,
  stripe: 12_111,
  mailbox: 8025,
  storage: 9000,
} as const;

type Part = keyof typeof usualPorts;

/** Starts a part on its usual port, or, when that is taken, on any free one, and says so. */
export async function onUsualPort<T>(
  part: Part,
  start: (port: number) => Promise<T>,
  say: (line: string) => void,
): Promise<T> {
  try {
    return await start(usualPorts[part]);
  } catch (error) {
    if (!isPortInUse(error)) throw error;
    say(`Port ${usualPorts[part]} is taken; ${part} takes another.`);
    return start(await freePort());
  }
}

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && (/EADDRINUSE|in use/i.test(error.message) || isPortInUse(error.cause));
}
