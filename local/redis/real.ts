import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Redis, type RedisOptions } from 'ioredis';
import { spawnTied } from '../tied-process.ts';
import type { Backend, Reply } from './backend.ts';

/** The Redis at `url` (`redis://…`, or the path of its socket). Throws when it does not answer; what it holds is left alone. */
export async function connectToRedis(url: string): Promise<Backend> {
  let reached = false;
  const redis = new Redis(url, { ...CONNECTION, retryStrategy: () => (reached ? 100 : null) });
  // Without a listener the client prints each failure; the one that matters is thrown below.
  redis.on('error', () => {});
  try {
    await redis.ping();
    reached = true;
  } catch (error) {
    redis.disconnect();
    throw new Error(`Redis at ${url.startsWith('/') ? url : new URL(url).host} does not answer.`, { cause: error });
  }
  return { ...backendOf(redis), close: async () => redis.disconnect() };
}

/**
 * A `redis-server`, on a socket in a temporary folder, without persistence, ready to be connected to by its `path`; undefined
 * when none is installed.
 */
export async function startRedisServer(): Promise<{ path: string; close(): Promise<void> } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'innkeep-redis-'));
  const path = join(folder, 'redis.sock');
  const child = spawnTied(
    'redis-server',
    ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder],
    { stopSignal: 'TERM' },
  );
  // Unread, a pipe fills up and holds the writer.
  child.onLine(() => {});

  const probe = new Redis(path, { ...CONNECTION, retryStrategy: () => 10 });
  probe.on('error', () => {});
  const ended = await Promise.race([child.exited, probe.ping().then(() => undefined)]);
  probe.disconnect();
  const close = async () => {
    await child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };
  if (ended === undefined) return { path, close };
  await close();
  if (ended.code === NOT_FOUND) return undefined;
  throw new Error(`redis-server ended with ${ended.code ?? ended.signal}.`);
}

/** What a shell answers for a program that is not there. */
const NOT_FOUND = 127;

/** A command in flight when the connection breaks fails once: repeating it could count something twice. */
const CONNECTION = { maxRetriesPerRequest: null, autoResendUnfulfilledCommands: false } satisfies RedisOptions;

function backendOf(redis: Redis): Omit<Backend, 'close'> {
  const send = async (namespace: string, command: string[]): Promise<Reply> =>
    toReply(await redis.sendCommand(prefixed(namespace, command)));

  return {
    mode: 'redis',
    execute: (namespace, command) => inNamespace(namespace, command, (inner) => send(namespace, inner)),
    async transaction(namespace, commands) {
      const keyless = commands.find(([name = '']) => KEYLESS.has(name.toUpperCase()));
      if (keyless) throw new Error(`ERR ${keyless[0]} is not available in a transaction of the local Redis`);
      // Sent in one go, so that no other request's commands come between on the connection that all share.
      const replies = [['MULTI'], ...commands, ['EXEC']].map((command) => send(namespace, command));
      await Promise.allSettled(replies);
      const executed = await replies.at(-1);
      return Array.isArray(executed) ? executed : [];
    },
  };
}

function prefixed(namespace: string, [name = '', ...args]: string[]): Command {
  // The client's own names for commands are in lower case and reshape some replies: upper case keeps them raw.
  const build = (keyPrefix: string) => new Command(name.toUpperCase(), args, { replyEncoding: null, keyPrefix });
  const command = build(`${namespace}:`);
  // The client invents the keys that a malformed command lacks; Redis is to see what was sent.
  return command.args.length === args.length ? command : build('');
}

/** Commands about the key space as a whole, which name no key that the client could prefix. */
const KEYLESS = new Set(['DBSIZE', 'FLUSHALL', 'FLUSHDB', 'KEYS', 'RANDOMKEY', 'SCAN']);

async function inNamespace(
  namespace: string,
  command: string[],
  send: (command: string[]) => Promise<Reply>,
): Promise<Reply> {
  const prefix = `${namespace}:`;
  const [name = '', ...args] = command;
  const bare = (keys: Reply | undefined) =>
    Array.isArray(keys) ? keys.map((key) => textOf(key).slice(prefix.length)) : [];

  switch (name.toUpperCase()) {
    case 'KEYS':
      return bare(await send([name, `${prefix}${args[0] ?? ''}`, ...args.slice(1)]));
    case 'DBSIZE':
      return bare(await send(['KEYS', `${prefix}*`])).length;
    case 'FLUSHDB':
    case 'FLUSHALL': {
      const keys = bare(await send(['KEYS', `${prefix}*`]));
      if (keys.length > 0) await send(['UNLINK', ...keys]);
      return 'OK';
    }
    case 'SCAN': {
      const at = args.findIndex((arg) => arg.toUpperCase() === 'MATCH');
      const scan = at < 0 ? [...args, 'MATCH', `${prefix}*`] : args.with(at + 1, `${prefix}${args[at + 1] ?? ''}`);
      const reply = await send([name, ...scan]);
      return Array.isArray(reply) ? [reply[0] ?? '0', bare(reply[1])] : reply;
    }
    case 'RANDOMKEY':
      throw new Error('ERR RANDOMKEY is not available in the local Redis');
    default:
      return send(command);
  }
}

function textOf(reply: Reply): string {
  return reply instanceof Uint8Array ? Buffer.from(reply).toString('utf8') : String(reply);
}

function toReply(value: unknown): Reply {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof Uint8Array || value instanceof Error) return value;
  if (Array.isArray(value)) return value.map(toReply);
  throw new TypeError(`Redis answered something that is not RESP2: ${typeof value}`);
}
