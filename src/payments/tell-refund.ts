import type { Ctx } from '../context.ts';
import type { RefundEventType } from '../kernel/events.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import type { RefundOfIntent } from './queries/refunds.ts';

type Told = Pick<RefundOfIntent, 'subject' | 'payer_id' | 'amount' | 'currency'> & { id: string; reason: string };

/** The event that tells its guest of a refund; one of what was paid by mistake has the id by which Stripe knows it. */
export function tellRefund(ctx: Pick<Ctx, 'realNow'>, type: RefundEventType, refund: Told): Write {
  const { id, payer_id: guestId, subject, amount, currency, reason } = refund;
  return emit(ctx, { type, subject: id, guestId, data: { subject, amount, currency, reason } });
}
