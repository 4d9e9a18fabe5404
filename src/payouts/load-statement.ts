import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { z } from '../kernel/zod.ts';
import { selectEntries, selectOpenings } from './queries/reports.ts';
import type { Statement } from './report-schemas.ts';
import { statementOf } from './statement.ts';

/** The acting host's statement of a month, `YYYY-MM`. */
export async function loadStatement(ctx: Ctx, month: string): Promise<z.output<typeof Statement>> {
  const { personId: hostId } = personOf(ctx.actor);
  const [openings, entries] = await ctx.db.batch([selectOpenings(hostId, month), selectEntries(hostId, month)]);
  return statementOf(month, openings, entries);
}
