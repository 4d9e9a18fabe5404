import type { z } from 'zod';
import type { FormHash } from './form.ts';
import { readParams } from './params.ts';
import type { World } from './world.ts';

/** Who asks: the holder of the secret key, or a browser with the publishable one. */
export type Caller = 'secret' | 'publishable';

/** One operation of the API. */
export type Route = {
  method: 'GET' | 'POST';
  /** `:id` stands for the only variable part. */
  path: string;
  /** The kind of object it answers with, one or a list. */
  object: string;
  /** Whether a browser may call it. */
  public: boolean;
  /** Checks the parameters, and only then gives what acts on them: a refusal here is not remembered for an idempotency key. */
  prepare(world: World, id: string, form: FormHash, caller: Caller): () => object;
};

/** An operation, whose `run` gets its parameters as `spec` reads them and answers a stored object or a list of them. */
export function route<Spec extends z.ZodType>(
  method: Route['method'],
  path: string,
  spec: Spec,
  run: (world: World, params: z.output<Spec>, id: string, caller: Caller) => object,
  options: { public: boolean } = { public: false },
): Route {
  return {
    method,
    path,
    object: path.split('/')[2]?.replace(/s$/, '') ?? '',
    public: options.public,
    prepare(world, id, form, caller) {
      const params = readParams(spec, form);
      return () => run(world, params, id, caller);
    },
  };
}

/** The operation of a request, and the id in its path. A path in full goes before one with an id. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; id: string } | undefined {
  const exact = routes.find((candidate) => candidate.method === method && candidate.path === path);
  if (exact !== undefined) return { route: exact, id: '' };
  const steps = path.split('/');
  for (const candidate of routes) {
    const pattern = candidate.path.split('/');
    const variable = pattern.indexOf(':id');
    const id = steps[variable];
    const isMatch =
      candidate.method === method &&
      pattern.length === steps.length &&
      id !== undefined &&
      pattern.every((part, index) => index === variable || part === steps[index]);
    if (isMatch) return { route: candidate, id };
  }
  return undefined;
}
