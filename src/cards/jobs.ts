import type { CardId, PersonId } from '../kernel/ids.ts';
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

/** Has Stripe forget the customer of who has closed their account, with all cards. */
export const forgetCustomer: JobKind<{ personId: PersonId }> = {
  name: 'forget-customer',
  payload: z.strictObject({ personId: idField('person') }),
};
