import type { StripeListener } from '../payments/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { syncDispute } from './jobs.ts';

/** What disputes listen to. */
export const onDisputeEvent: StripeListener = (ctx, event) => {
  switch (event.type) {
    case 'charge.dispute.closed':
    case 'charge.dispute.created':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.updated': {
      const { id: stripeDisputeId } = event.data.object;
      return { objectId: stripeDisputeId, job: enqueue(ctx, syncDispute, { stripeDisputeId }) };
    }
    default:
      return undefined;
  }
};
