import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Reply } from '../platform/commit.ts';
import { failureOf } from '../platform/db/index.ts';
import { type DocumentContent, type DocumentKind, invoiceAmounts, receiptAmounts } from './document.ts';
import { documentPage, type Issued } from './document-page.ts';
import { issueDocument, selectDocumentOf } from './queries/documents.ts';

type Found = Awaited<ReturnType<typeof load>>;

/**
 * The page of a booking's receipt (for its guest) or invoice (for its host). It is issued, with the next number, when it
 * is first asked for once the booking's money is settled for good, and says the same ever after.
 */
export async function documentOf(ctx: Ctx, bookingId: BookingId, kind: DocumentKind): Promise<Reply<string>> {
  const found = await load(ctx, bookingId, kind);
  const issued = issuedOf(found) ?? (await issue(ctx, found, kind));
  return { status: 200, body: await documentPage(issued) };
}

async function issue(ctx: Ctx, found: Found, kind: DocumentKind): Promise<Issued> {
  const content = contentOf(found, kind);
  await ctx.admission.admitted();
  try {
    const document = { id: newId('document'), kind, bookingId: found.id, content };
    const [given] = await ctx.db.all(issueDocument(document, ctx.realNow));
    if (given !== undefined) return { kind, number: numberText(given), issuedAt: ctx.realNow, content };
  } catch (error) {
    if (failureOf(error).kind !== 'stale') throw error;
  }
  // Another request has issued it meanwhile.
  const issued = issuedOf(await load(ctx, found.id, kind));
  if (issued === undefined) throw new Problem('conflict', { retryAfter: 1 });
  return issued;
}

function issuedOf({ kind, content, year, number, issued_at: issuedAt }: Found): Issued | undefined {
  if (kind === null || content === null || year === null || number === null || issuedAt === null) return undefined;
  return { kind, number: numberText({ year, number }), issuedAt, content };
}

function numberText({ year, number }: { year: number; number: number }): string {
  return `${year}-${String(number).padStart(6, '0')}`;
}

async function load(ctx: Ctx, bookingId: BookingId, kind: DocumentKind) {
  const [found] = await ctx.db.all(selectDocumentOf(bookingId, kind, personOf(ctx.actor).personId));
  if (found === undefined) throw new Problem('not-found');
  return found;
}

function contentOf(found: Found, kind: DocumentKind): DocumentContent {
  const { state, price, uncharged, issuer_name: name, issuer_address: address, vat_bps: vatBps } = found;
  const kept = isWhole(found) ? null : found.kept;
  // What is kept of the marketplace's share is not told by who pays it: there is no invoice for a part of it.
  const isOver = state === 'completed' || state === 'cancelled';
  const isSettled = isOver && (kind === 'receipt' || kept === null);
  if (!isSettled) throw refused('It is issued once the stay is over.');
  if (found.is_rest_open) throw refused('It is issued once the rest of the price is paid, or is owed no more.');
  if (name === null || address === null || vatBps === null) throw refused('The operator has not said who issues it.');
  const settled = { price, kept, uncharged, vatBps };
  return {
    issuer: { name, address, vatId: found.vat_id },
    recipient: found.recipient,
    stay: { bookingId: found.id, listing: found.listing, checkIn: found.check_in, checkOut: found.check_out },
    currency: price.currency,
    ...(kind === 'receipt' ? receiptAmounts(settled) : invoiceAmounts(settled)),
  };
}

// All that was agreed is paid, and nothing of it was given back.
function isWhole({ kept, price }: Found): boolean {
  return kept !== null && totalNames.every((name) => kept[name] === price.totals[name]);
}

const totalNames = ['hostReceives', 'platformKeeps', 'taxes'] as const;

function refused(detail: string): Problem {
  return new Problem('invalid-transition', { detail });
}
