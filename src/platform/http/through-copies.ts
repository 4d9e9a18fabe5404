import { type Cached, copyOf } from '../cache/index.ts';
import type { Call } from './perform.ts';
import type { Route } from './route.ts';

/**
 * The route, answered from copies where there are good ones: for an operation whose contract allows it. A caller that
 * has just written, and says so by the revision that it was answered, is answered past any copy.
 */
export function throughCopies({ spec, run }: Route, cached: Exclude<Cached, 'text'>, call: Call): Route {
  return {
    spec,
    async run(ctx, input) {
      if (call.revision !== undefined && (await ctx.revisions.holds(call.revision, ctx.now))) return run(ctx, input);
      const copy = await ctx.copies.read(copyOf(spec.operationId, cached, input), {
        now: ctx.now,
        admitted: () => ctx.admission.admitted(),
        waitUntil: (work) => call.waitUntil(work),
        load: async () => (await run(ctx, input)).body,
      });
      return { status: 200, body: undefined, copy };
    },
  };
}
