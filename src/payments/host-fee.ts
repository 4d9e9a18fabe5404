import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { of, type Postings, post } from './ledger.ts';

/**
 * The writes that post what a host owes the platform for cancelling, in minor units: once for each subject. Nothing is
 * charged; it is held back from what the host is paid next.
 */
export function postHostFee(
  ctx: Pick<Ctx, 'now' | 'realNow'>,
  owed: { subject: string; host: PersonId; currency: Currency; amount: number },
): Write[] {
  const { subject, host, currency, amount } = owed;
  return post(ctx, `host-fee:${subject}`, subject, currency, hostFeePostings(host, amount));
}

/** What a fee for cancelling does: the host owes it, the platform has earned it. */
export function hostFeePostings(host: PersonId, amount: number): Postings {
  return { receivables: of(host, amount), platform: 0 - amount };
}
