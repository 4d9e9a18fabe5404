import type { Ctx } from '../context.ts';
import type { DisputeId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Evidence } from '../platform/db/tables/disputes.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { evidenceOf } from './evidence.ts';
import { sendAnswer } from './jobs.ts';
import { type CaseRow, selectCase } from './queries/case.ts';
import { updateDispute } from './queries/disputes.ts';
import type { Dispute } from './schemas.ts';
import { viewCase } from './views.ts';

type Answered = Promise<Reply<z.input<typeof Dispute>>>;

/** The dispute of an id, with its booking. Throws `not-found`. */
export async function loadCase(ctx: Ctx, disputeId: DisputeId): Promise<CaseRow> {
  const [row] = await ctx.db.all(selectCase(disputeId));
  if (row === undefined) throw new Problem('not-found');
  return row;
}

/** Support contests a dispute: what the booking says, and what support adds, is sent to Stripe. It can be sent once. */
export async function contestDispute(ctx: Ctx, disputeId: DisputeId, input: { statement: string }): Answered {
  return answer(ctx, disputeId, 'evidence', (row) => evidenceOf(row, input.statement));
}

/** Support gives in: the dispute is lost. */
export async function acceptDispute(ctx: Ctx, disputeId: DisputeId): Answered {
  return answer(ctx, disputeId, 'accept', () => null);
}

async function answer(
  ctx: Ctx,
  disputeId: DisputeId,
  kind: 'evidence' | 'accept',
  gather: (row: CaseRow) => Evidence | null,
): Answered {
  return decideAndCommit(ctx, async () => {
    const row = await loadCase(ctx, disputeId);
    checkAnswerable(row, ctx.realNow);
    const evidence = gather(row);
    return {
      reply: { status: 200, body: viewCase({ ...row, answer: kind, evidence, answered_at: ctx.realNow }) },
      writes: [
        updateDispute(row, { answer: { kind, evidence } }, ctx.realNow),
        enqueue(ctx, sendAnswer, { disputeId }),
        audit(ctx, kind === 'accept' ? 'disputes.accept' : 'disputes.contest', disputeId),
      ],
    };
  });
}

function checkAnswerable({ state, answer: given, evidence_due_by: due }: CaseRow, now: Date): void {
  if (state !== 'open' || given !== null) {
    throw new Problem('invalid-transition', { detail: 'The dispute was answered already, or is closed.' });
  }
  if (due !== null && due <= now) {
    throw new Problem('invalid-transition', { detail: 'The time to answer the dispute is up.' });
  }
}
