import type { CardId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Brings a saved card in line with what Stripe says of it. */
export const syncCard: JobKind<{ paymentMethodId: string }> = {
  name: 'sync-card',
  payload: z.strictObject({ paymentMethodId: z.string() }),
};

/** Has Stripe forget a card that was removed. */
export const detachCard: JobKind<{ cardId: CardId }> = {
  name: 'detach-card',
  payload: z.strictObject({ cardId: idField('card') }),
};
