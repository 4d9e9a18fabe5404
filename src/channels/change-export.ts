import { guardActive } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { ListingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { guardOwnListing, lockOwnListing } from '../listings/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { randomSecret } from '../platform/hash.ts';
import {
  deleteExport,
  type Export,
  guardExportCount,
  insertExport,
  rotateToken,
  selectOwnExports,
} from './queries/exports.ts';
import type { CalendarExport } from './schemas.ts';
import { viewExport } from './views.ts';

/** Gives a channel an address to read the listing's calendar at, or says the one that it has. */
export async function createExport(
  ctx: Ctx,
  listingId: ListingId,
  channel: string,
): Promise<Reply<z.input<typeof CalendarExport>>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const known = await findExport(ctx, listingId, channel);
    const row: Export = known ?? {
      listing_id: listingId,
      channel,
      token: randomSecret(),
      created_at: ctx.now,
      rotated_at: null,
    };
    return {
      reply: { status: 200, body: viewExport(row, ctx.config.publicUrl) },
      writes:
        known === undefined
          ? [
              guardActive([hostId], 'session-ended'),
              lockOwnListing(listingId, hostId),
              guardExportCount(listingId),
              insertExport(row),
              audit(ctx, 'exports.create', listingId, { channel }),
            ]
          : [],
    };
  });
}

/** Gives a channel another address; the old one ends at once. Throws `not-found`. */
export async function rotateExport(
  ctx: Ctx,
  listingId: ListingId,
  channel: string,
): Promise<Reply<z.input<typeof CalendarExport>>> {
  return decideAndCommit(ctx, async () => {
    const row = await findExport(ctx, listingId, channel);
    if (row === undefined) throw new Problem('not-found');
    const next = { ...row, token: randomSecret(), rotated_at: ctx.now };
    return {
      reply: { status: 200, body: viewExport(next, ctx.config.publicUrl) },
      writes: [rotateToken(row, next.token, ctx.now), audit(ctx, 'exports.rotate', listingId, { channel })],
    };
  });
}

/** Takes a channel's address away. Throws `not-found`. */
export async function removeExport(ctx: Ctx, listingId: ListingId, channel: string): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const row = await findExport(ctx, listingId, channel);
    if (row === undefined) throw new Problem('not-found');
    return {
      reply: { status: 204, body: null },
      writes: [deleteExport(row), audit(ctx, 'exports.remove', listingId, { channel })],
    };
  });
}

// Throws `not-found` for another host's listing.
async function findExport(ctx: Ctx, listingId: ListingId, channel: string): Promise<Export | undefined> {
  const { personId } = personOf(ctx.actor);
  const own = selectOwnExports(listingId, personId).where('channel', '=', channel);
  const [, [row]] = await ctx.db.batch([guardOwnListing(listingId, personId), own]);
  return row;
}
