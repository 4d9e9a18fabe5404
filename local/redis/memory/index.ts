import type { Backend, Reply } from '../backend.ts';
import { sha1 } from '../scripts.ts';
import { runCommand, specOf } from './commands.ts';
import { integer, Keyspace } from './keyspace.ts';
import { Lua } from './lua.ts';

/**
 * Redis in memory, for a machine that has none: strings, hashes, sets, expiry by `clock` (milliseconds since the epoch),
 * and scripts. What it lacks it answers with an error that says so.
 */
export async function createMemoryBackend(clock: () => number): Promise<Backend> {
  const spaces = new Map<string, Keyspace>();
  const scripts = new Map<string, string>();
  const lua = await Lua.create();

  const spaceOf = (namespace: string): Keyspace => {
    const space = spaces.get(namespace) ?? new Keyspace(clock);
    spaces.set(namespace, space);
    return space;
  };

  const evaluate = (space: Keyspace, script: string, args: string[]): Reply => {
    scripts.set(sha1(script), script);
    const count = integer(args[0]);
    if (count > args.length - 1) throw new Error("ERR Number of keys can't be greater than number of args");
    return lua.run(script, args.slice(1, count + 1), args.slice(count + 1), (command) => runCommand(space, command));
  };

  const run = (space: Keyspace, command: string[]): Reply => {
    const [name = '', first = '', ...rest] = command;
    switch (name.toUpperCase()) {
      case 'EVAL':
      case 'EVAL_RO':
        return evaluate(space, first, rest);
      case 'EVALSHA':
      case 'EVALSHA_RO': {
        const script = scripts.get(first.toLowerCase());
        if (script === undefined) throw new Error('NOSCRIPT No matching script. Please use EVAL.');
        return evaluate(space, script, rest);
      }
      case 'SCRIPT':
        return manageScripts(scripts, first, rest);
      default:
        return runCommand(space, command);
    }
  };

  return {
    mode: 'memory',
    execute: async (namespace, command) => run(spaceOf(namespace), command),
    async transaction(namespace, commands) {
      for (const command of commands) assertKnown(command);
      return commands.map((command) => {
        try {
          return run(spaceOf(namespace), command);
        } catch (error) {
          return error instanceof Error ? error : new Error(String(error));
        }
      });
    },
    close: async () => lua.close(),
  };
}

function manageScripts(scripts: Map<string, string>, verb: string, args: string[]): Reply {
  switch (verb.toUpperCase()) {
    case 'LOAD': {
      const [script = ''] = args;
      scripts.set(sha1(script), script);
      return sha1(script);
    }
    case 'EXISTS':
      return args.map((hash) => Number(scripts.has(hash.toLowerCase())));
    case 'FLUSH':
      scripts.clear();
      return 'OK';
    default:
      throw new Error(`ERR unknown subcommand '${verb}'. Try SCRIPT HELP.`);
  }
}

/** A command that could not even be queued spoils its transaction. */
function assertKnown(command: string[]): void {
  if (/^(EVAL|EVALSHA)(_RO)?$|^SCRIPT$/i.test(command[0] ?? '')) return;
  try {
    specOf(command);
  } catch (cause) {
    throw new Error('EXECABORT Transaction discarded because of previous errors.', { cause });
  }
}
