import { isId } from '../kernel/ids.ts';
import type { StripeListener } from '../payments/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { syncDeposit } from './jobs.ts';

/** What deposits listen to. */
export const onDepositEvent: StripeListener = (ctx, event) => {
  switch (event.type) {
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.canceled':
    case 'payment_intent.payment_failed':
    case 'payment_intent.succeeded': {
      const { id: intentId, metadata } = event.data.object;
      const { depositHoldId = '' } = metadata;
      if (!isId('depositHold', depositHoldId)) return undefined;
      return { objectId: intentId, job: enqueue(ctx, syncDeposit, { holdId: depositHoldId, intentId }) };
    }
    default:
      return undefined;
  }
};
