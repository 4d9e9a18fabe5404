import type { StandInRequest, StandInResponse } from '../faults.ts';
import type { Backend, Reply } from './backend.ts';
import { Scripts } from './scripts.ts';

/** A command's outcome as it goes over the wire. */
type Outcome = { result: unknown } | { error: string };

/**
 * Upstash's REST protocol: `/` for one command, `/pipeline`, `/multi-exec`, and commands as paths (`/set/key/value?EX=10`).
 * The bearer token is `token`, or `token:namespace` for a key space of its own.
 * Source: https://upstash.com/docs/redis/features/restapi
 */
export function createRestHandler(
  backend: Backend,
  token: string,
): (request: StandInRequest) => Promise<StandInResponse> {
  const scripts = new Scripts();

  return async (request) => {
    const namespace = namespaceOf(request, token);
    if (namespace === undefined) return answer(request, 401, { error: 'WRONGPASS invalid or missing auth token' });
    const encode = request.headers['upstash-encoding'] === 'base64' ? toBase64 : toText;

    const attempt = async <T>(work: () => Promise<T>, view: (value: T) => unknown): Promise<StandInResponse> => {
      try {
        return answer(request, 200, view(await work()));
      } catch (error) {
        return answer(request, 400, { error: messageOf(error) });
      }
    };
    const run = async (command: string[]) => backend.execute(namespace, scripts.translate(allowed(command)));

    switch (request.path) {
      case '/':
        return attempt(
          async () => run(toCommand(parse(request.body))),
          (reply) => outcome(reply, encode),
        );
      case '/pipeline':
        return attempt(
          async () => {
            const replies: Reply[] = [];
            for (const command of toCommands(parse(request.body))) replies.push(await run(command).catch(toError));
            return replies;
          },
          (replies) => replies.map((reply) => outcome(reply, encode)),
        );
      case '/multi-exec':
        return attempt(
          async () => {
            const commands = toCommands(parse(request.body)).map((command) => scripts.translate(allowed(command)));
            return backend.transaction(namespace, commands);
          },
          (replies) => replies.map((reply) => outcome(reply, encode)),
        );
      default:
        return attempt(
          async () => run(commandInPath(request)),
          (reply) => outcome(reply, encode),
        );
    }
  };
}

function namespaceOf({ headers, query }: StandInRequest, token: string): string | undefined {
  const presented = headers.authorization?.replace(/^Bearer /i, '') ?? query.get('_token') ?? '';
  if (presented === token) return 'default';
  const namespace = presented.startsWith(`${token}:`) ? presented.slice(token.length + 1) : '';
  return /^[\w.-]+$/.test(namespace) ? namespace : undefined;
}

function answer(request: StandInRequest, status: number, body: unknown): StandInResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'upstash-sync-token': request.headers['upstash-sync-token'] || 'local',
    },
    body: JSON.stringify(body),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('ERR failed to parse the request body as JSON');
  }
}

function toCommands(value: unknown): string[][] {
  if (!Array.isArray(value) || value.length === 0) throw new Error('ERR empty pipeline request');
  return value.map(toCommand);
}

function toCommand(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error('ERR empty command');
  return value.map((part: unknown) => {
    if (typeof part === 'string') return part;
    if (typeof part === 'number' || typeof part === 'boolean') return String(part);
    throw new Error('ERR a command consists of strings, numbers and booleans');
  });
}

/** A POST's body goes between the path and the query, which is how values are sent that a path cannot hold. */
function commandInPath({ path, query, body }: StandInRequest): string[] {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const options = [...query].filter(([name]) => name !== '_token');
  return [
    ...parts,
    ...(body === '' ? [] : [body]),
    ...options.flatMap(([name, value]) => (value ? [name, value] : [name])),
  ];
}

/** Commands that would change or hold the connection, which all requests share, and which Upstash's REST refuses too. */
const REFUSED = new Set(
  (
    'AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CONFIG DEBUG DISCARD EXEC HELLO MONITOR ' +
    'MULTI PSUBSCRIBE QUIT REPLICAOF RESET SELECT SHUTDOWN SLAVEOF SSUBSCRIBE SUBSCRIBE SWAPDB SYNC UNWATCH WAIT WATCH'
  ).split(' '),
);

function allowed(command: string[]): string[] {
  const [name = ''] = command;
  if (REFUSED.has(name.toUpperCase())) throw new Error(`ERR Command is not available: '${name}'`);
  return command;
}

function outcome(reply: Reply, encode: (reply: Reply) => unknown): Outcome {
  return reply instanceof Error ? { error: reply.message } : { result: encode(reply) };
}

/** The answer `OK` alone stays readable: the SDK expects it so. */
function toBase64(reply: Reply): unknown {
  return toText(reply) === 'OK' ? 'OK' : nestedBase64(reply);
}

function nestedBase64(reply: Reply): unknown {
  if (Array.isArray(reply)) return reply.map(nestedBase64);
  if (typeof reply === 'string' || reply instanceof Uint8Array) return Buffer.from(reply).toString('base64');
  return toText(reply);
}

function toText(reply: Reply): unknown {
  if (Array.isArray(reply)) return reply.map(toText);
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString('utf8');
  return reply instanceof Error ? reply.message : reply;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function messageOf(error: unknown): string {
  return toError(error).message;
}
