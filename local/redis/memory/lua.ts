import { type LuaEngine, LuaFactory } from 'wasmoon';
import type { Reply } from '../backend.ts';

/**
 * Runs scripts as Redis does, except that the language is Lua 5.4 instead of 5.1, and that of Redis's own functions
 * there are `redis.call` and `redis.pcall`.
 */
export class Lua {
  readonly #engine: LuaEngine;

  private constructor(engine: LuaEngine) {
    this.#engine = engine;
  }

  static async create(): Promise<Lua> {
    // Without proxies, arrays arrive as tables, which `#` and indices from 1 need.
    const engine = await new LuaFactory().createEngine({ enableProxy: false });
    await engine.doString('unpack = table.unpack');
    return new Lua(engine);
  }

  /** The script's answer; `call` carries out one command. Throws what the script or a command throws. */
  run(script: string, keys: string[], argv: string[], call: (command: string[]) => Reply): Reply {
    const perform = (...words: unknown[]) => toLua(call(words.map(String)));
    this.#engine.global.set('redis', {
      call: perform,
      pcall: (...words: unknown[]) => {
        try {
          return perform(...words);
        } catch (error) {
          return { err: messageOf(error) };
        }
      },
    });
    this.#engine.global.set('KEYS', keys);
    this.#engine.global.set('ARGV', argv);
    const result: unknown = this.#engine.doStringSync(script);
    return fromLua(result);
  }

  close(): void {
    this.#engine.global.close();
  }
}

function toLua(reply: Reply): unknown {
  if (reply === null) return false;
  if (Array.isArray(reply)) return reply.map(toLua);
  return reply === 'OK' ? { ok: 'OK' } : reply;
}

/** Redis's conversion: numbers lose their fraction, false is nil, a list ends at its first nil. */
function fromLua(value: unknown): Reply {
  if (value === null || value === undefined || value === false) return null;
  if (value === true) return 1;
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') throw new TypeError(`A script answered a ${typeof value}.`);
  if ('err' in value) throw new Error(String(value.err));
  if ('ok' in value) return String(value.ok);
  const list = new Map(Array.isArray(value) ? value.map((item, at) => [String(at + 1), item]) : Object.entries(value));
  const replies: Reply[] = [];
  for (let at = 1; list.get(String(at)) !== undefined && list.get(String(at)) !== null; at += 1) {
    replies.push(fromLua(list.get(String(at))));
  }
  return replies;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
