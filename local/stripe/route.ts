import type { z } from 'zod';
import type { FormHash } from './form.ts';
import { readParams } from './params.ts';
import type { World } from './world.ts';

/** Who asks: the holder of the secret key, or a browser with the publishable one. */
export type Caller = 'secret' | 'publishable';

/** One operation of the API. */
export type Route = {
  method: 'GET' | 'POST' | 'DELETE';
  /** `:id` stands for a variable part, and `:child` for a second one. */
  path: string;
  /** The kind of object it answers with, one or a list. */
  object: string;
  /** Whether a browser may call it. */
  public: boolean;
  /** Whether the platform may call it for a connected account, named by the `Stripe-Account` header. */
  connected: boolean;
  /** Checks the parameters, and only then gives what acts on them: a refusal here is not remembered for an idempotency key. */
  prepare(world: World, ids: Ids, form: FormHash, on: Call): { params: unknown; act: () => object };
};

/** What stands in the variable parts of a path; empty where there is none. */
type Ids = { id: string; child: string };

/** Who calls, and for which connected account if not for the platform. */
export type Call = { caller: Caller; account: string | null };

/** An operation, whose `run` gets its parameters as `spec` reads them and answers a stored object or a list of them. */
export function route<Spec extends z.ZodType>(
  method: Route['method'],
  path: string,
  spec: Spec,
  run: (
    world: World,
    params: z.output<Spec>,
    id: string,
    caller: Caller,
    also: { child: string; account: string | null },
  ) => object,
  options: { public?: boolean; connected?: boolean; object?: string } = {},
): Route {
  return {
    method,
    path,
    object: options.object ?? path.split('/')[2]?.replace(/s$/, '') ?? '',
    public: options.public ?? false,
    connected: options.connected ?? false,
    prepare(world, { id, child }, form, { caller, account }) {
      const params = readParams(spec, form);
      return { params, act: () => run(world, params, id, caller, { child, account }) };
    },
  };
}

/** The operation of a request, and the ids in its path. A path in full goes before one with an id. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; ids: Ids } | undefined {
  const exact = routes.find((candidate) => candidate.method === method && candidate.path === path);
  if (exact !== undefined) return { route: exact, ids: { id: '', child: '' } };
  const steps = path.split('/');
  for (const candidate of routes) {
    const pattern = candidate.path.split('/');
    const isMatch =
      candidate.method === method &&
      pattern.length === steps.length &&
      pattern.every((part, index) => part.startsWith(':') || part === steps[index]);
    if (!isMatch) continue;
    const at = (name: string) => steps[pattern.indexOf(name)] ?? '';
    return { route: candidate, ids: { id: at(':id'), child: at(':child') } };
  }
  return undefined;
}
