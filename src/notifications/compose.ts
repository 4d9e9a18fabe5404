import { type LinkPurpose, linkToken, selectEmailChange, selectLink, stateOfChange } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { asId } from '../kernel/ids.ts';
import type { Query } from '../platform/db/index.ts';
import { webPage } from '../platform/web-page.ts';
import {
  isAlterationKind,
  isDepositKind,
  isDisputeKind,
  isLeavingKind,
  isLinkKind,
  isOptionalKind,
  type LeavingKind,
  type LinkKind,
} from './kinds.ts';
import type { Letter } from './letter.ts';
import { alterationLetter } from './letters/alteration-letters.ts';
import { depositLetter } from './letters/deposit-letters.ts';
import { disputeLetter } from './letters/dispute-letters.ts';
import { endpointLetter } from './letters/endpoint-letter.ts';
import { conflictLetter, feedLetter } from './letters/feed-letter.ts';
import { leavingLetter, linkLetter } from './letters/link-letters.ts';
import { messageLetter } from './letters/message-letter.ts';
import { payoutLetter, returnedLetter } from './letters/payout-letter.ts';
import { failedRefundLetter, latePaymentLetter, refundLetter } from './letters/refund-letter.ts';
import { reviewLetter } from './letters/review-letter.ts';
import type { Occasion } from './letters/stay-facts.ts';
import { stayLetter } from './letters/stay-letters.ts';
import {
  selectDeposit,
  selectDisabledEndpoint,
  selectDispute,
  selectMessage,
  selectProposal,
  selectRemovedReview,
  selectSoldTwice,
  selectStaleFeed,
  selectStayOfRest,
  selectUnpaidStay,
} from './queries/facts.ts';
import {
  selectFailedRefund,
  selectLatePayment,
  selectMadePayout,
  selectRefunded,
  selectReturnedPayout,
} from './queries/money-facts.ts';
import type { NotificationRow } from './queries/notifications.ts';
import type { StayFacts } from './queries/stays.ts';
import type { Words } from './words.ts';

/**
 * Writes the letter of a notification, from what is true now; undefined when what it would tell is true no more.
 * @param stay that it is about, where it is about one
 */
export async function composeLetter(
  ctx: Ctx,
  row: NotificationRow,
  stay: StayFacts | undefined,
  words: Words,
): Promise<Letter | undefined> {
  const { kind, subject } = row;
  if (isLinkKind(kind)) return composeLink(ctx, kind, subject, words);
  if (isLeavingKind(kind)) return composeLeaving(ctx, kind, subject, words);
  if (!isOptionalKind(kind)) return undefined;
  const page = (path: string) => webPage(ctx.config.webUrl, path);
  const occasionOf = ({ host_id }: StayFacts): Occasion => {
    const side = host_id === row.person_id ? 'host' : 'guest';
    return { side, words, now: ctx.now, which: row.occasion, page };
  };
  async function letterFor<Facts>(found: Query<Facts>, write: (facts: Facts) => Letter | undefined) {
    const [facts] = await ctx.db.all(found);
    return facts && write(facts);
  }
  switch (kind) {
    case 'feed-stale':
      return letterFor(selectStaleFeed(asId('feed', subject)), (feed) => feedLetter(feed, words, page));
    case 'calendar-conflict':
      return letterFor(selectSoldTwice(row.occasion), (twice) => conflictLetter(twice, words, page));
    case 'webhook-disabled':
      return letterFor(selectDisabledEndpoint(row.occasion), (endpoint) => endpointLetter(endpoint, words, page));
    case 'payout':
      return letterFor(selectMadePayout(asId('payout', subject)), (payout) => payoutLetter(payout, words, page));
    case 'payout-returned':
      return letterFor(selectReturnedPayout(subject), (payout) => returnedLetter(payout, words, page));
    case 'review-removed':
      return letterFor(selectRemovedReview(asId('review', subject)), (review) =>
        review.author_id === row.person_id ? reviewLetter(review, words, page) : undefined,
      );
    case 'message':
      return letterFor(selectMessage(asId('message', subject), row.person_id), (message) =>
        messageLetter(message, words, page),
      );
    case 'refunded':
      return letterFor(selectRefunded(row.occasion), (refunded) => refundLetter(refunded, occasionOf(refunded)));
    case 'refund-failed':
      return letterFor(selectFailedRefund(row.occasion), (failed) => failedRefundLetter(failed, occasionOf(failed)));
    case 'payment-late':
      return letterFor(selectLatePayment(asId('refund', subject)), (late) => latePaymentLetter(late, occasionOf(late)));
    case 'payment-failed':
      return letterFor(selectUnpaidStay(subject), (unpaid) => stayLetter(kind, unpaid, occasionOf(unpaid)));
    case 'rest-failed':
      return letterFor(selectStayOfRest(subject), (unpaid) => stayLetter(kind, unpaid, occasionOf(unpaid)));
  }
  if (isDepositKind(kind)) {
    return letterFor(selectDeposit(asId('deposit', subject)), (deposit) =>
      depositLetter(kind, deposit, occasionOf(deposit)),
    );
  }
  if (isDisputeKind(kind)) {
    return letterFor(selectDispute(asId('dispute', subject)), (dispute) =>
      disputeLetter(kind, dispute, occasionOf(dispute)),
    );
  }
  if (isAlterationKind(kind)) {
    return letterFor(selectProposal(asId('alteration', subject)), (proposal) =>
      alterationLetter(kind, proposal, occasionOf(proposal)),
    );
  }
  return stay && stayLetter(kind, stay, occasionOf(stay));
}

// A link that was used, replaced or has expired is not sent, nor is one whose purpose is fulfilled.
async function composeLink(ctx: Ctx, kind: LinkKind, id: string, words: Words): Promise<Letter | undefined> {
  const linkId = asId('emailLink', id);
  const [[link], [change]] = await ctx.db.batch([selectLink(linkId), selectEmailChange(linkId)]);
  const { webUrl, refreshTokenSecret } = ctx.config;
  const written = async (purpose: LinkPurpose) =>
    linkLetter(kind, { words, webUrl, token: await linkToken(refreshTokenSecret, purpose, linkId) });
  if (change !== undefined) {
    const state = stateOfChange(change, ctx.now);
    return state === (kind === 'change-email' ? 'open' : 'taken') ? written('change-email') : undefined;
  }
  if (link === undefined || link.expires_at <= ctx.now) return undefined;
  if (kind === 'verify-email' && link.email_verified_at !== null) return undefined;
  return written(link.purpose);
}

// Another address is asked for as long as it can be confirmed, or seems so; and what support has undone is no change any more.
async function composeLeaving(ctx: Ctx, kind: LeavingKind, id: string, words: Words): Promise<Letter | undefined> {
  if (kind === 'email-change-requested' || kind === 'email-changed') {
    const [change] = await ctx.db.all(selectEmailChange(asId('emailLink', id)));
    if (change === undefined || change.restored_by !== null) return undefined;
    const state = stateOfChange(change, ctx.now);
    const isSo = kind === 'email-changed' ? state === 'made' : state === 'open' || state === 'taken';
    if (!isSo) return undefined;
  }
  return leavingLetter(kind, words, ctx.config.webUrl);
}
