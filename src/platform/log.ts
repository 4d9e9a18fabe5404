import { Problem } from '../kernel/problem.ts';
import { DatabaseError } from './db/index.ts';

/** Values safe to log: ids, codes, counts, durations. Never names, addresses, tokens, bodies or messages of people. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A log of one JSON object a line, each with the given fields. */
export function createLog(always: LogFields): Log {
  const line = (level: string, event: string, fields?: LogFields) =>
    JSON.stringify({ level, event, ...always, ...fields });
  return {
    info: (event, fields) => console.log(line('info', event, fields)),
    warn: (event, fields) => console.warn(line('warn', event, fields)),
    error: (event, fields) => console.error(line('error', event, fields)),
  };
}

/** What of an error may be logged: its name, its codes and the frames of its stack, not its message (it can carry input). */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack
    ?.split('\n')
    .map((row) => row.trim())
    .filter((row) => row.startsWith('at '))
    .slice(0, 5);
  const sql = error instanceof DatabaseError ? { sqlState: error.sqlState, constraint: error.constraint } : {};
  const code = error instanceof Problem ? { code: error.code } : {};
  return { error: error.name, ...code, ...sql, stack: frames?.join(' ') };
}
