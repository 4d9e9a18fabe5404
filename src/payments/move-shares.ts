import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Shares } from '../kernel/shares.ts';
import type { Write } from '../platform/db/index.ts';
import { type Effect, givenUp, post } from './ledger.ts';
import type { Refundable } from './promise-refund.ts';
import { guardPayments } from './refund-payments.ts';

/**
 * The writes that post another division of what was paid, between host, platform and taxes; stale when one of the payments
 * has changed: what is given back or lost of it takes of the same shares.
 * @param moved what each gives up, in minor units; negative: gets. It sums to zero.
 */
export function postMoved(
  ctx: Pick<Ctx, 'now' | 'realNow'>,
  payments: readonly Refundable[],
  moved: { effect: Effect; subject: string; currency: Currency; host: PersonId; from: Shares },
): Write[] {
  const { effect, subject, currency, host, from } = moved;
  const postings = post(ctx, effect, subject, currency, givenUp(host, from));
  return postings.length === 0 ? [] : [...guardPayments(ctx, payments), ...postings];
}
