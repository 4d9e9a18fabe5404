import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type PlainDate, todayIn } from '../kernel/dates.ts';
import { type ListingId, newId, type PromotionId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { lockOwnListing, projectListing } from '../listings/index.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import type { NewPromotion, PromotionSchema } from './promotion-schemas.ts';
import { deletePromotion, guardPromotionCount, insertPromotion, type PromotionRow } from './queries.ts';

/**
 * Gives the host's own listing a promotion; throws `promotion-exists` for a code that it has already, and `invalid-input` for
 * one that nobody could have any more.
 */
export function createPromotion(
  ctx: Ctx,
  listingId: ListingId,
  input: NewPromotion,
): Promise<Reply<z.input<typeof PromotionSchema>>> {
  const { personId: hostId } = personOf(ctx.actor);
  const row = { ...input, id: newId('promotion'), created_at: ctx.now };
  // Where the day begins last.
  const today = todayIn('Etc/GMT+12', ctx.now);
  return decideAndCommit(ctx, async () => {
    if (input.end <= today) throw promotionPast(today);
    return {
      reply: { status: 201, body: viewPromotion(row) },
      writes: [
        lockOwnListing(listingId, hostId),
        guardPromotionCount(listingId, today),
        insertPromotion(listingId, row),
        projectListing(listingId),
        emit(ctx, { type: 'listing.updated', subject: listingId, hostId, data: { fields: ['promotions'] } }),
      ],
    };
  });
}

/** Ends a promotion of the host's own listing; quotes that were given keep their price. */
export function removePromotion(ctx: Ctx, listingId: ListingId, id: PromotionId): Promise<Reply<null>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [
      lockOwnListing(listingId, hostId),
      deletePromotion(id, listingId),
      projectListing(listingId),
      emit(ctx, { type: 'listing.updated', subject: listingId, hostId, data: { fields: ['promotions'] } }),
    ],
  }));
}

function promotionPast(today: PlainDate): Problem {
  const detail = `is past everywhere: the earliest today is ${today}`;
  return new Problem('invalid-input', { errors: [{ pointer: '/end', code: 'promotion-past', detail }] });
}

export function viewPromotion(row: PromotionRow): z.input<typeof PromotionSchema> {
  const { id, name, code, start, end, bps } = row;
  return { id, name, code, start, end, bps, createdAt: row.created_at.toISOString() };
}
