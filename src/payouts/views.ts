import type { z } from '../kernel/zod.ts';
import type { BalanceRow, PayoutOfStay } from './queries/reports.ts';
import type { UnresolvedRow } from './queries/unresolved.ts';
import type { HostBalances, Payout, UnresolvedPayout } from './schemas.ts';

export function viewPayout(payout: PayoutOfStay): z.input<typeof Payout> {
  return {
    id: payout.id,
    bookingId: payout.booking_id,
    listingId: payout.listing_id,
    listingTitle: payout.title,
    checkIn: payout.check_in,
    checkOut: payout.check_out,
    currency: payout.currency,
    gross: payout.gross,
    withheld: payout.withheld,
    amount: payout.amount,
    reversed: payout.reversed,
    state: payout.state,
    failure: payout.failure,
    createdAt: payout.created_at.toISOString(),
    paidAt: payout.paid_at?.toISOString() ?? null,
  };
}

export function viewUnresolved(row: UnresolvedRow): z.input<typeof UnresolvedPayout> {
  return {
    id: row.id,
    kind: row.kind,
    hostId: row.host_id,
    bookingId: row.booking_id,
    currency: row.currency,
    amount: row.amount,
    attempts: row.attempt,
    createdAt: row.created_at.toISOString(),
    unresolvedAt: row.unresolved_at.toISOString(),
  };
}

export function viewBalances(rows: readonly BalanceRow[]): z.input<typeof HostBalances> {
  return {
    balances: rows.map((row) => ({
      currency: row.currency,
      coming: row.coming,
      inTransfer: row.in_transfer,
      paid: row.paid,
      owed: row.owed,
      nextAt: row.next_at?.toISOString() ?? null,
      heldUntil: row.held_until?.toISOString() ?? null,
    })),
  };
}
