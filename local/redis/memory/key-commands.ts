import type { CommandTable } from './commands.ts';
import { integer, type Keyspace, syntaxError } from './keyspace.ts';

/** Commands about keys of any type. Source: https://redis.io/docs/latest/commands/?group=generic */
export const KEY_COMMANDS = {
  DEL: { arity: -2, run: remove },
  UNLINK: { arity: -2, run: remove },
  EXISTS: { arity: -2, run: (space, keys) => keys.filter((key) => space.get(key) !== undefined).length },
  TYPE: { arity: 2, run: (space, [key = '']) => typeOf(space, key) },
  KEYS: { arity: 2, run: (space, [pattern = '']) => space.keys().filter(matcher(pattern)) },
  SCAN: { arity: -2, run: scan },
  DBSIZE: { arity: 1, run: (space) => space.keys().length },
  FLUSHDB: { arity: -1, run: flush },
  FLUSHALL: { arity: -1, run: flush },

  EXPIRE: { arity: -3, run: (space, args) => expire(space, args, space.now(), 1000) },
  PEXPIRE: { arity: -3, run: (space, args) => expire(space, args, space.now(), 1) },
  EXPIREAT: { arity: -3, run: (space, args) => expire(space, args, 0, 1000) },
  PEXPIREAT: { arity: -3, run: (space, args) => expire(space, args, 0, 1) },
  PERSIST: {
    arity: 2,
    run: (space, [key = '']) => Number(space.expiry(key) !== undefined && space.expire(key, undefined)),
  },
  TTL: { arity: 2, run: (space, [key = '']) => left(space, key, (at) => Math.round((at - space.now()) / 1000)) },
  PTTL: { arity: 2, run: (space, [key = '']) => left(space, key, (at) => at - space.now()) },
  EXPIRETIME: { arity: 2, run: (space, [key = '']) => left(space, key, (at) => Math.round(at / 1000)) },
  PEXPIRETIME: { arity: 2, run: (space, [key = '']) => left(space, key, (at) => at) },
} satisfies CommandTable;

function remove(space: Keyspace, keys: string[]): number {
  return keys.filter((key) => space.delete(key)).length;
}

function flush(space: Keyspace): string {
  space.clear();
  return 'OK';
}

function typeOf(space: Keyspace, key: string): string {
  const value = space.get(key);
  if (value === undefined) return 'none';
  if (typeof value === 'string') return 'string';
  return value instanceof Map ? 'hash' : 'set';
}

/** Answers everything in one page: the cursor is always 0. */
function scan(space: Keyspace, [cursor, ...options]: string[]) {
  if (integer(cursor) !== 0) return ['0', []];
  let found = space.keys();
  for (let at = 0; at < options.length; at += 2) {
    const value = options[at + 1];
    if (value === undefined) throw syntaxError();
    switch (options[at]?.toUpperCase()) {
      case 'MATCH':
        found = found.filter(matcher(value));
        break;
      case 'TYPE':
        found = found.filter((key) => typeOf(space, key) === value.toLowerCase());
        break;
      case 'COUNT':
        if (integer(value) < 1) throw syntaxError();
        break;
      default:
        throw syntaxError();
    }
  }
  return ['0', found];
}

function expire(
  space: Keyspace,
  [key = '', amount, condition = '', ...more]: string[],
  from: number,
  unit: number,
): number {
  const at = from + integer(amount) * unit;
  const current = space.expiry(key);
  if (more.length > 0) throw syntaxError();
  switch (condition.toUpperCase()) {
    case '':
      break;
    case 'NX':
      if (current !== undefined) return 0;
      break;
    case 'XX':
      if (current === undefined) return 0;
      break;
    case 'GT':
      if (current === undefined || at <= current) return 0;
      break;
    case 'LT':
      if (current !== undefined && at >= current) return 0;
      break;
    default:
      throw new Error(`ERR Unsupported option ${condition}`);
  }
  return Number(space.expire(key, at));
}

function left(space: Keyspace, key: string, view: (expiresAt: number) => number): number {
  if (space.get(key) === undefined) return -2;
  const at = space.expiry(key);
  return at === undefined ? -1 : view(at);
}

/** Redis's glob: `*`, `?`, `[a-c]`, `[^a]`, and a backslash before what is meant literally. */
function matcher(glob: string): (key: string) => boolean {
  const pattern = glob.replace(
    /\\(.)|\*|\?|\[(\^?)((?:\\.|[^\]])*)\]|[^\w\s]/gsu,
    (part, escaped, negated, members) => {
      if (escaped !== undefined) return literal(escaped);
      if (part === '*') return '.*';
      if (part === '?') return '.';
      return members === undefined ? literal(part) : `[${negated}${members}]`;
    },
  );
  const compiled = new RegExp(`^${pattern}$`, 'su');
  return (key) => compiled.test(key);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}
