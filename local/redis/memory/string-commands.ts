import type { Reply } from '../backend.ts';
import type { CommandTable } from './commands.ts';
import { integer, type Keyspace, syntaxError } from './keyspace.ts';

/** Commands about text and counters. Source: https://redis.io/docs/latest/commands/?group=string */
export const STRING_COMMANDS = {
  GET: { arity: 2, run: (space, [key = '']) => space.text(key) ?? null },
  SET: { arity: -3, run: set },
  SETNX: { arity: 3, run: (space, [key = '', value = '']) => Number(set(space, [key, value, 'NX']) === 'OK') },
  SETEX: { arity: 4, run: (space, [key = '', ttl = '', value = '']) => set(space, [key, value, 'EX', ttl], 'setex') },
  PSETEX: { arity: 4, run: (space, [key = '', ttl = '', value = '']) => set(space, [key, value, 'PX', ttl], 'psetex') },
  GETSET: { arity: 3, run: (space, [key = '', value = '']) => set(space, [key, value, 'GET']) },
  GETDEL: { arity: 2, run: getAndDelete },
  GETEX: { arity: -2, run: getAndExpire },
  MGET: { arity: -2, run: (space, keys) => keys.map((key) => textOrNull(space, key)) },
  MSET: { arity: -3, run: setMany },
  STRLEN: { arity: 2, run: (space, [key = '']) => Buffer.byteLength(space.text(key) ?? '') },
  APPEND: { arity: 3, run: append },
  INCR: { arity: 2, run: (space, [key = '']) => increment(space, key, 1) },
  DECR: { arity: 2, run: (space, [key = '']) => increment(space, key, -1) },
  INCRBY: { arity: 3, run: (space, [key = '', by]) => increment(space, key, integer(by)) },
  DECRBY: { arity: 3, run: (space, [key = '', by]) => increment(space, key, -integer(by)) },
} satisfies CommandTable;

type SetOptions = { ifExists?: boolean; get: boolean; keepExpiry: boolean; expiresAt: number | undefined };

function set(space: Keyspace, [key = '', value = '', ...words]: string[], name = 'set'): Reply {
  const options = setOptions(words, space.now(), name);
  const exists = space.get(key) !== undefined;
  const previous = options.get ? (space.text(key) ?? null) : null;
  if (options.ifExists !== undefined && options.ifExists !== exists) return previous;

  const kept = options.keepExpiry ? space.expiry(key) : undefined;
  space.store(key, value);
  space.expire(key, options.expiresAt ?? kept);
  return options.get ? previous : 'OK';
}

function setOptions(words: string[], now: number, name: string): SetOptions {
  const options: SetOptions = { get: false, keepExpiry: false, expiresAt: undefined };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]?.toUpperCase() ?? '';
    if ((word === 'NX' || word === 'XX') && options.ifExists === undefined) options.ifExists = word === 'XX';
    else if (word === 'GET') options.get = true;
    else if (word === 'KEEPTTL' && options.expiresAt === undefined) options.keepExpiry = true;
    else if (options.expiresAt === undefined && !options.keepExpiry && at + 1 < words.length) {
      at += 1;
      options.expiresAt = expiryOf(word, words[at], now, name);
    } else throw syntaxError();
  }
  return options;
}

function expiryOf(unit: string, amount: string | undefined, now: number, name: string): number {
  const scale = { EX: [now, 1000], PX: [now, 1], EXAT: [0, 1000], PXAT: [0, 1] }[unit];
  if (scale === undefined) throw syntaxError();
  const [from = 0, factor = 1] = scale;
  const count = integer(amount);
  if (count <= 0) throw new Error(`ERR invalid expire time in '${name}' command`);
  return from + count * factor;
}

function getAndDelete(space: Keyspace, [key = '']: string[]): Reply {
  const value = space.text(key) ?? null;
  space.delete(key);
  return value;
}

function getAndExpire(space: Keyspace, [key = '', ...words]: string[]): Reply {
  const [unit, amount] = words;
  const persist = words.length === 1 && unit?.toUpperCase() === 'PERSIST';
  if (words.length > 2 || (words.length === 1 && !persist)) throw syntaxError();
  const value = space.text(key);
  if (value === undefined) return null;
  const expiresAt = words.length === 2 ? expiryOf(unit?.toUpperCase() ?? '', amount, space.now(), 'getex') : undefined;
  if (words.length > 0) space.expire(key, expiresAt);
  return value;
}

function textOrNull(space: Keyspace, key: string): string | null {
  const value = space.get(key);
  return typeof value === 'string' ? value : null;
}

function setMany(space: Keyspace, args: string[]): Reply {
  if (args.length % 2 !== 0) throw new Error("ERR wrong number of arguments for 'mset' command");
  for (let at = 0; at < args.length; at += 2) set(space, args.slice(at, at + 2));
  return 'OK';
}

function append(space: Keyspace, [key = '', more = '']: string[]): Reply {
  const value = (space.text(key) ?? '') + more;
  space.store(key, value);
  return Buffer.byteLength(value);
}

function increment(space: Keyspace, key: string, by: number): Reply {
  const value = integer(space.text(key) ?? '0') + by;
  if (!Number.isSafeInteger(value)) throw new Error('ERR increment or decrement would overflow');
  space.store(key, String(value));
  return value;
}
