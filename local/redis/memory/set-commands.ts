import type { Reply } from '../backend.ts';
import type { CommandTable } from './commands.ts';
import type { Keyspace } from './keyspace.ts';

/** Commands about sets. Source: https://redis.io/docs/latest/commands/?group=set */
export const SET_COMMANDS = {
  SADD: { arity: -3, run: add },
  SREM: { arity: -3, run: remove },
  SCARD: { arity: 2, run: (space, [key = '']) => space.set(key)?.size ?? 0 },
  SMEMBERS: { arity: 2, run: (space, [key = '']) => [...(space.set(key) ?? [])] },
  SISMEMBER: { arity: 3, run: (space, [key = '', member = '']) => Number(space.set(key)?.has(member) ?? false) },
  SMISMEMBER: {
    arity: -3,
    run: (space, [key = '', ...members]) => members.map((member) => Number(space.set(key)?.has(member) ?? false)),
  },
} satisfies CommandTable;

function add(space: Keyspace, [key = '', ...members]: string[]): Reply {
  const set = space.set(key) ?? new Set<string>();
  const before = set.size;
  for (const member of members) set.add(member);
  space.store(key, set);
  return set.size - before;
}

function remove(space: Keyspace, [key = '', ...members]: string[]): Reply {
  const set = space.set(key);
  if (set === undefined) return 0;
  const removed = members.filter((member) => set.delete(member)).length;
  space.store(key, set);
  return removed;
}
