import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Reply } from '../platform/commit.ts';
import { failureOf } from '../platform/db/index.ts';
import { contentOf, type DocumentKind } from './document.ts';
import { documentPage, type Issued } from './document-page.ts';
import { type Documented, selectOrIssue } from './queries/documents.ts';

/**
 * The page of a booking's receipt (for its guest) or invoice (for its host). It is issued, with the next number, when it
 * is first asked for once the booking's money is settled for good, and says the same ever after. Throws `not-found` for
 * strangers, `invalid-transition` where it is not due.
 */
export async function documentOf(ctx: Ctx, bookingId: BookingId, kind: DocumentKind): Promise<Reply<string>> {
  // Reading may write.
  await ctx.admission.admitted();
  const found = await loadOrIssue(ctx, bookingId, kind);
  if (found === undefined) throw new Problem('not-found');
  return { status: 200, body: await documentPage(issuedOf(found, kind)) };
}

async function loadOrIssue(ctx: Ctx, bookingId: BookingId, kind: DocumentKind): Promise<Documented | undefined> {
  const { personId } = personOf(ctx.actor);
  const asked = () => ctx.db.all(selectOrIssue({ id: newId('document'), kind, bookingId, personId }, ctx.realNow));
  try {
    return (await asked())[0];
  } catch (error) {
    if (failureOf(error).kind !== 'stale') throw error;
  }
  // Another request has issued it meanwhile.
  return (await asked())[0];
}

function issuedOf(found: Documented, kind: DocumentKind): Issued {
  const { content, year, number, issued_at: issuedAt } = found;
  if (content === null || year === null || number === null || issuedAt === null) throw refused(found);
  return {
    kind,
    number: `${year}-${String(number).padStart(6, '0')}`,
    issuedAt,
    content: contentOf(content, kind),
  };
}

function refused({ state, is_rest_open: isRestOpen, has_issuer: hasIssuer }: Documented): Problem {
  const isOver = state === 'completed' || state === 'cancelled';
  if (isOver && isRestOpen) return notYet('It is issued once the rest of the price is paid, or is owed no more.');
  if (isOver && !hasIssuer) return notYet('The operator has not said who issues it.');
  return notYet('It is issued once the stay is over.');
}

function notYet(detail: string): Problem {
  return new Problem('invalid-transition', { detail });
}
