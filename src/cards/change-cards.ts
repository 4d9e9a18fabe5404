import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { CardId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { detachCard } from './jobs.ts';
import { type CardRow, clearDefault, lockCards, makeDefault, selectCardOf } from './queries.ts';
import type { SavedCard } from './schemas.ts';
import { removeWrites } from './sync-card.ts';
import { viewCard } from './views.ts';

/** Makes a card the one that its owner pays with where no other is named. */
export function chooseCard(ctx: Ctx, cardId: CardId): Promise<Reply<z.input<typeof SavedCard>>> {
  return decideAndCommit(ctx, async () => {
    const card = await loadCard(ctx, cardId);
    return {
      reply: { status: 200, body: viewCard({ ...card, is_default: true }) },
      writes: [lockCards(card.person_id), clearDefault(card.person_id), makeDefault(cardId)],
    };
  });
}

/** Removes a card: nothing can be paid with it from now on, and Stripe forgets it. */
export function dropCard(ctx: Ctx, cardId: CardId): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const card = await loadCard(ctx, cardId);
    return {
      reply: { status: 204, body: null },
      writes: [...removeWrites(ctx, card), enqueue(ctx, detachCard, { cardId })],
    };
  });
}

/** What a payment needs to know of a card that is to pay it. */
export type PayingCard = Pick<CardRow, 'id' | 'payment_method_id'> & { customer_id: string };

/** A card of the acting person, to pay with. Throws `card-unknown` for any other. */
export function loadPayingCard(ctx: Ctx, cardId: CardId): Promise<PayingCard> {
  return loadCard(ctx, cardId, 'card-unknown');
}

async function loadCard(ctx: Ctx, cardId: CardId, unknown: 'card-unknown' | 'not-found' = 'not-found') {
  const [card] = await ctx.db.all(selectCardOf(personOf(ctx.actor).personId, cardId));
  if (card === undefined) throw new Problem(unknown);
  return card;
}
