import type { DisputeId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Brings a dispute in line with what Stripe says of it. */
export const syncDispute: JobKind<{ stripeDisputeId: string }> = {
  name: 'sync-dispute',
  payload: z.strictObject({ stripeDisputeId: z.string() }),
};

/** Sends Stripe what support has answered. */
export const sendAnswer: JobKind<{ disputeId: DisputeId }> = {
  name: 'send-dispute-answer',
  payload: z.strictObject({ disputeId: idField('dispute') }),
};
