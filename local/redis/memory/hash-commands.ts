import type { Reply } from '../backend.ts';
import type { CommandTable } from './commands.ts';
import { integer, type Keyspace } from './keyspace.ts';

/** Commands about hashes. Source: https://redis.io/docs/latest/commands/?group=hash */
export const HASH_COMMANDS = {
  HSET: { arity: -4, run: (space, args) => put(space, args) },
  HSETNX: { arity: 4, run: putNew },
  HGET: { arity: 3, run: (space, [key = '', field = '']) => space.hash(key)?.get(field) ?? null },
  HMGET: {
    arity: -3,
    run: (space, [key = '', ...fields]) => fields.map((field) => space.hash(key)?.get(field) ?? null),
  },
  HGETALL: { arity: 2, run: (space, [key = '']) => [...(space.hash(key) ?? [])].flat() },
  HKEYS: { arity: 2, run: (space, [key = '']) => [...(space.hash(key)?.keys() ?? [])] },
  HVALS: { arity: 2, run: (space, [key = '']) => [...(space.hash(key)?.values() ?? [])] },
  HLEN: { arity: 2, run: (space, [key = '']) => space.hash(key)?.size ?? 0 },
  HEXISTS: { arity: 3, run: (space, [key = '', field = '']) => Number(space.hash(key)?.has(field) ?? false) },
  HDEL: { arity: -3, run: remove },
  HINCRBY: { arity: 4, run: increment },
} satisfies CommandTable;

function put(space: Keyspace, [key = '', ...pairs]: string[]): number {
  if (pairs.length % 2 !== 0) throw new Error("ERR wrong number of arguments for 'hset' command");
  const hash = space.hash(key) ?? new Map<string, string>();
  const before = hash.size;
  for (let at = 0; at < pairs.length; at += 2) hash.set(pairs[at] ?? '', pairs[at + 1] ?? '');
  space.store(key, hash);
  return hash.size - before;
}

function putNew(space: Keyspace, [key = '', field = '', value = '']: string[]): Reply {
  return space.hash(key)?.has(field) ? 0 : put(space, [key, field, value]);
}

function remove(space: Keyspace, [key = '', ...fields]: string[]): Reply {
  const hash = space.hash(key);
  if (hash === undefined) return 0;
  const removed = fields.filter((field) => hash.delete(field)).length;
  space.store(key, hash);
  return removed;
}

function increment(space: Keyspace, [key = '', field = '', by]: string[]): Reply {
  const amount = integer(by);
  const current = space.hash(key)?.get(field) ?? '0';
  if (!/^-?\d+$/.test(current)) throw new Error('ERR hash value is not an integer');
  const value = integer(current) + amount;
  put(space, [key, field, String(value)]);
  return value;
}
