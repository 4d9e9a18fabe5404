import { type StripeListener, syncCustomer } from '../payments/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { syncCard } from './jobs.ts';

/** What saved cards listen to: however a card was saved or lost, its payment method tells, or that its customer is no more. */
export const onCardEvent: StripeListener = (ctx, event) => {
  switch (event.type) {
    case 'payment_method.attached':
    case 'payment_method.automatically_updated':
    case 'payment_method.detached':
    case 'payment_method.updated': {
      const { id: paymentMethodId } = event.data.object;
      return { objectId: paymentMethodId, job: enqueue(ctx, syncCard, { paymentMethodId }) };
    }
    case 'customer.deleted': {
      const { id: customerId } = event.data.object;
      return { objectId: customerId, job: enqueue(ctx, syncCustomer, { customerId }) };
    }
    default:
      return undefined;
  }
};
