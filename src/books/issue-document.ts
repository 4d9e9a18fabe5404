import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Reply } from '../platform/commit.ts';
import { failureOf } from '../platform/db/index.ts';
import { contentOf, type DocumentKind } from './document.ts';
import { documentPage, type Issued } from './document-page.ts';
import { type Documented, type Hindrance, selectOrIssue } from './queries/documents.ts';

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
  const by = personOf(ctx.actor);
  const asked = () => ctx.db.all(selectOrIssue({ id: newId('document'), kind, bookingId, by }, ctx.realNow));
  try {
    return (await asked())[0];
  } catch (error) {
    if (failureOf(error).kind !== 'stale') throw error;
  }
  // Another request has issued it meanwhile.
  return (await asked())[0];
}

function issuedOf(found: Documented, kind: DocumentKind): Issued {
  if (found.hindrance !== null) throw new Problem('invalid-transition', { detail: reasons[found.hindrance] });
  const { content, year, number, issued_at: issuedAt } = found;
  return {
    kind,
    number: `${year}-${String(number).padStart(6, '0')}`,
    issuedAt,
    content: contentOf(content, kind),
  };
}

const reasons: Readonly<Record<Hindrance, string>> = {
  'never-confirmed': 'There is none for a booking that was never confirmed.',
  'stay-not-over': 'It is issued once the stay is over.',
  'rest-open': 'It waits until the rest of the price is paid, or is owed no more.',
  'difference-open': 'It waits until what the altered stay costs more is paid, or is owed no more.',
  'dispute-open': 'It waits until the bank has decided about what the guest disputes.',
  'fee-not-whole': 'There is no invoice where a part of what was agreed was given back, or never charged.',
  'no-issuer': 'The operator has not said who issues it.',
};
