import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { type OwnListingRow, selectOwnListings } from './queries/listings.ts';
import { OwnListingsKey, type OwnListingsQuery } from './schemas.ts';

/** A page of a host's listings, newest first, in one round trip. */
export async function listListings<Item extends object>(
  ctx: Ctx,
  hostId: PersonId,
  { state, cursor, limit }: z.output<typeof OwnListingsQuery>,
  view: (ctx: Ctx, row: OwnListingRow) => Item,
): Promise<{ data: Item[]; nextCursor: string | null }> {
  const [after] = decodeCursor(cursor, OwnListingsKey) ?? [];
  const rows = await ctx.db.all(selectOwnListings(hostId, { state, after, limit }));
  return page(
    rows,
    limit,
    (row) => view(ctx, row),
    (row) => [row.id],
  );
}
