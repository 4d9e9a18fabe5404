import type { Ctx } from '../../context.ts';
import { Problem } from '../../kernel/problem.ts';
import { errorFields } from '../log.ts';
import { stripeFailureOf } from './failure.ts';

/**
 * A call that a person waits for: whatever Stripe has against it, the person can only try again. Throws
 * `payment-unavailable`.
 */
export async function orUnavailable<T>(ctx: Ctx, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const failure = stripeFailureOf(error);
    if (failure === 'fault') throw error;
    ctx.log.warn('stripe.failed', { failure, ...errorFields(error) });
    throw new Problem('payment-unavailable', { retryAfter: 2 });
  }
}
