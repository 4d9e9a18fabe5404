import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { PlainDate } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { calendarsChanged } from './calendars-changed.ts';
import { lockOwnListings, type RulesToSet, writeRules } from './queries/nights.ts';
import { segmentsOf } from './segments.ts';

/** Rules for the nights `[start, end)`: null takes theirs away, what is absent stays. */
type RuleRange = { start: PlainDate; end: PlainDate; rules: RulesToSet };

/** Rules of nights for some listings. */
export type RuleChange = { listingIds: readonly ListingId[]; ranges: readonly RuleRange[] };

/**
 * Sets or clears the rules of nights of the host's own listings, all or none of them. Of ranges the latest wins, rule
 * by rule. Quotes that were given keep what they were given for.
 */
export async function setStayRules(ctx: Ctx, changes: readonly RuleChange[]): Promise<Reply<null>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [
      lockOwnListings(changes, hostId),
      ...changes.flatMap(({ listingIds, ranges }) => writeRules(listingIds, segmentsOf(ranges.map(ruled), both))),
      ...calendarsChanged(ctx, hostId, 'ruled', changes),
    ],
  }));
}

function ruled({ start, end, rules }: RuleRange) {
  return { start, end, value: rules };
}

function both(under: RulesToSet, over: RulesToSet): RulesToSet {
  return { ...under, ...over };
}
