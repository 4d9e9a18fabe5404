import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { settleHost } from './jobs.ts';
import { moveAllFunds, wakePlans } from './queries/settlement.ts';

/**
 * The writes that come last in a batch which pays for a stay of a host who was new before: it may have been the last of those,
 * and then the other stays wait no longer than any host's.
 * @param currencies in which the host has funds
 */
export function paidWhileNew(ctx: Ctx, hostId: PersonId, currencies: readonly Currency[]): Write[] {
  return [
    moveAllFunds(hostId),
    wakePlans(hostId, ctx.realNow),
    ...currencies.map((currency) => enqueue(ctx, settleHost, { hostId, currency })),
  ];
}
