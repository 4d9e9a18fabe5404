import type { z } from '../kernel/zod.ts';
import { evidenceOf } from './evidence.ts';
import type { CaseRow } from './queries/case.ts';
import type { DisputeRow } from './queries/disputes.ts';
import type { Dispute, DisputeSummary } from './schemas.ts';

/** A dispute as support sees it in lists. */
export function viewDispute(row: DisputeRow): z.input<typeof DisputeSummary> {
  return {
    id: row.id,
    bookingId: row.subject,
    paymentId: row.payment_id,
    amount: row.amount,
    currency: row.currency,
    reason: row.reason,
    state: row.state,
    evidenceDueBy: row.evidence_due_by?.toISOString() ?? null,
    answer: row.answer,
    answeredAt: row.answered_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

/** The same with the evidence that was sent or, until then, would be. */
export function viewCase(row: CaseRow): z.input<typeof Dispute> {
  return { ...viewDispute(row), evidence: row.answer === 'accept' ? null : (row.evidence ?? evidenceOf(row, '')) };
}
