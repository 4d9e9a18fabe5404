import type { z } from '../kernel/zod.ts';
import type { CardRow } from './queries.ts';
import type { SavedCard } from './schemas.ts';

/** A card as its owner sees it; nobody else does. */
export function viewCard(card: CardRow): z.input<typeof SavedCard> {
  return {
    id: card.id,
    brand: card.brand,
    last4: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    isDefault: card.is_default,
    savedAt: card.saved_at.toISOString(),
  };
}
