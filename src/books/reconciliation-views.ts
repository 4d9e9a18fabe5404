import { isId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import type { Difference as DifferenceRow } from './queries/differences.ts';
import type { Reconciliation as ReconciliationRow } from './queries/reconciliations.ts';
import type { Difference, Reconciliation } from './reconciliation-schemas.ts';

/** A day's run with what was found on it. */
export function viewReconciliation(
  run: Pick<ReconciliationRow, 'day' | 'state' | 'pages' | 'started_at' | 'finished_at'> & {
    found: number;
    open: number;
  },
): z.input<typeof Reconciliation> {
  return {
    day: run.day,
    state: run.state,
    pages: run.pages,
    startedAt: run.started_at.toISOString(),
    finishedAt: run.finished_at?.toISOString() ?? null,
    found: run.found,
    open: run.open,
  };
}

export function viewDifference(difference: DifferenceRow): z.input<typeof Difference> {
  const { id, reference, subject, currency, ledger, balance, object, state, day, reason } = difference;
  return {
    id,
    reference,
    bookingId: isId('booking', subject) ? subject : null,
    currency,
    ledger,
    stripe: { balance, object },
    state,
    day,
    foundAt: difference.found_at.toISOString(),
    closedAt: difference.closed_at?.toISOString() ?? null,
    closedBy: difference.closed_by,
    reason,
  };
}

/** What has moved at Stripe by Stripe's own record: its balance has the first word. */
export function stripeSays({ balance, object }: Pick<DifferenceRow, 'balance' | 'object'>): number {
  return balance ?? object ?? 0;
}
