import type { Reply } from '../backend.ts';
import { HASH_COMMANDS } from './hash-commands.ts';
import { KEY_COMMANDS } from './key-commands.ts';
import type { Keyspace } from './keyspace.ts';
import { SET_COMMANDS } from './set-commands.ts';
import { STRING_COMMANDS } from './string-commands.ts';

/**
 * How many words a command has, its name included, as Redis counts: exactly `arity`, or when negative at least that many;
 * and what it does with those after its name.
 */
type CommandSpec = { arity: number; run(space: Keyspace, args: string[]): Reply };
export type CommandTable = Record<string, CommandSpec>;

/** Carries out one command, name first, or throws the error that Redis would answer. */
export function runCommand(space: Keyspace, command: string[]): Reply {
  return specOf(command).run(space, command.slice(1));
}

/** The command's entry, or an error if there is none or the number of words is wrong: what Redis finds out before it runs. */
export function specOf(command: string[]): CommandSpec {
  const [name = ''] = command;
  const spec = COMMANDS.get(name.toUpperCase());
  if (spec === undefined) {
    throw new Error(
      `ERR unknown command '${name}' (the local Redis in memory has a part of them: install redis-server)`,
    );
  }
  if (spec.arity >= 0 ? command.length !== spec.arity : command.length < -spec.arity) {
    throw new Error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
  }
  return spec;
}

const COMMANDS = new Map<string, CommandSpec>(
  [
    KEY_COMMANDS,
    STRING_COMMANDS,
    HASH_COMMANDS,
    SET_COMMANDS,
    {
      PING: { arity: -1, run: (_space, [message]) => message ?? 'PONG' },
      ECHO: { arity: 2, run: (_space, [message]) => message ?? '' },
      TIME: {
        arity: 1,
        run: (space) => [String(Math.floor(space.now() / 1000)), String((space.now() % 1000) * 1000)],
      },
    } satisfies CommandTable,
  ].flatMap((table) => Object.entries(table)),
);
