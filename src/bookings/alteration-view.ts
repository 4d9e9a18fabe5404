import type { z } from '../kernel/zod.ts';
import type { Alteration } from './alteration-schemas.ts';
import type { AlterationRow } from './queries/alterations.ts';

/** A proposal as both sides see it; the secret of its payment is filled in once Stripe has said it. */
export function viewAlteration(alteration: AlterationRow): z.input<typeof Alteration> {
  const { price, adults, children, infants, pets, payment_id, difference } = alteration;
  return {
    id: alteration.id,
    bookingId: alteration.booking_id,
    state: alteration.state,
    proposedBy: alteration.proposed_by,
    checkIn: alteration.check_in,
    checkOut: alteration.check_out,
    party: { adults, children, infants, pets },
    currency: price.currency,
    lines: price.lines,
    totals: price.totals,
    difference,
    payment: payment_id === null ? null : { id: payment_id, amount: difference, clientSecret: null },
    expiresAt: alteration.expires_at?.toISOString() ?? null,
    createdAt: alteration.created_at.toISOString(),
    endedAt: alteration.ended_at?.toISOString() ?? null,
  };
}
