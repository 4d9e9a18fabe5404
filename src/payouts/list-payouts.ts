import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { selectPayoutPage } from './queries/reports.ts';
import { PayoutCursor, type PayoutPage, type PayoutQuery } from './schemas.ts';
import { viewPayout } from './views.ts';

/** A page of a host's payouts, newest first, in one round trip. */
export async function listPayouts(
  ctx: Ctx,
  hostId: PersonId,
  { bookingId, cursor, limit }: z.output<typeof PayoutQuery>,
): Promise<z.input<typeof PayoutPage>> {
  const [after] = decodeCursor(cursor, PayoutCursor) ?? [];
  const rows = await ctx.db.all(selectPayoutPage(hostId, { bookingId, after, limit }));
  return page(rows, limit, viewPayout, (row) => [row.id]);
}
