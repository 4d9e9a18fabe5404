import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnTied, type TiedProcess } from '../tied-process.ts';
import { isWorthHearing } from '../worth-hearing.ts';
import { workerdConfig } from './config.ts';

export type Worker = {
  url: string;
  /** Runs `scheduled()` to its end; throws when it throws. `scheduledTime` is in ms, by default now. */
  runCron(cron: string, scheduledTime?: number): Promise<void>;
  /** Of the workerd that runs, or ran last. */
  readonly pid: number;
  /** What it wrote to stdout and stderr since the first start, by line. */
  logs: string[];
  /** Ends it as a crash would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it anew on the same ports, ending it first if it runs. Who asks while that goes on waits for it. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Runs a built Worker in workerd on 127.0.0.1, ready when this resolves. `script` and `modules` are a bundle's files, `vars` become
 * its text bindings. It may call loopback and private addresses, nothing beyond. Throws when `port` is in use, and what workerd said
 * when it did not start.
 */
export async function startWorker(options: {
  script: string;
  modules: string[];
  vars: Record<string, string>;
  /** Folder of the files deployed beside it, bound as `ASSETS`. */
  assets?: string;
  port?: number;
  /** Hears each line that is worth it (`isWorthHearing`) as it is written. */
  hear?: (line: string) => void;
}): Promise<Worker> {
  const config = workerdConfig({ ...options, vars: Object.keys(options.vars) });
  const logs: string[] = [];
  const note = (line: string) => {
    logs.push(line);
    if (isWorthHearing(line)) options.hear?.(line);
  };
  const start = (ports: Ports) => serve({ config, ports, vars: options.vars, note });

  let running = await start({ http: options.port ?? 0, cron: 0 });
  let restarting: Promise<void> | undefined;
  const { ports } = running;
  const url = `http://127.0.0.1:${ports.http}`;
  const cronUrl = `http://127.0.0.1:${ports.cron}`;
  async function kill(): Promise<void> {
    await running.workerd.kill('SIGKILL');
  }
  async function startAnew(): Promise<void> {
    await kill();
    running = await start(ports);
  }
  return {
    url,
    logs,
    get pid() {
      return running.workerd.pid;
    },
    runCron: async (cron, scheduledTime = Date.now()) => {
      const response = await fetch(cronUrl, { method: 'POST', body: JSON.stringify({ cron, scheduledTime }) });
      const { outcome }: { outcome: string } = await response.json();
      if (outcome !== 'ok') throw new Error(`scheduled() ended with ${outcome}: see the worker's log.`);
    },
    kill,
    restart: () => {
      restarting ??= startAnew().finally(() => {
        restarting = undefined;
      });
      return restarting;
    },
    close: kill,
  };
}

type Ports = { http: number; cron: number };

async function serve(options: {
  config: string;
  ports: Ports;
  vars: Record<string, string>;
  note(line: string): void;
}): Promise<{ workerd: TiedProcess; ports: Ports }> {
  const { config, ports, vars, note } = options;
  const folder = await mkdtemp(join(tmpdir(), 'innkeep-worker-'));
  try {
    const configFile = join(folder, 'worker.capnp');
    await writeFile(configFile, config);
    const addresses = Object.entries(ports).map(([socket, port]) => `--socket-addr=${socket}=127.0.0.1:${port}`);
    const args = ['serve', '--experimental', '--import-path=/', '--control-fd=3', ...addresses, configFile];
    const workerd = spawnTied(binary, args, { stopSignal: 'TERM', env: vars });
    const lines: string[] = [];
    workerd.onLine((line) => {
      lines.push(line);
      note(line);
    });

    const listening = await listenedPorts(workerd);
    if (listening) return { workerd, ports: listening };
    await workerd.exited;
    const output = lines.join('\n');
    const portInUse = output.includes('Address already in use');
    throw new Error(portInUse ? `Port ${ports.http} is in use.` : `workerd did not start.\n${output}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// The package is CommonJS without types; its default export is the program's path.
const { default: binary }: { default: string } = createRequire(import.meta.url)('workerd');

// A socket is reported when the worker behind it has been loaded; when workerd ends instead, so does its control channel.
async function listenedPorts(workerd: TiedProcess): Promise<Ports | undefined> {
  const ports: Ports = { http: 0, cron: 0 };
  for await (const line of createInterface(workerd.control)) {
    const { socket, port }: { socket: keyof Ports; port: number } = JSON.parse(line);
    ports[socket] = port;
    if (ports.http && ports.cron) return ports;
  }
  return undefined;
}
