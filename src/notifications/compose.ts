import { type LinkPurpose, linkToken, selectEmailChange, selectLink, stateOfChange } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { asId } from '../kernel/ids.ts';
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
  type OptionalKind,
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
import { failedRefundLetter, refundLetter } from './letters/refund-letter.ts';
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
import { selectFailedRefund, selectMadePayout, selectRefunded, selectReturnedPayout } from './queries/money-facts.ts';
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
  if (kind === 'feed-stale') {
    const [feed] = await ctx.db.all(selectStaleFeed(asId('feed', subject)));
    return feed && feedLetter(feed, words, page);
  }
  if (kind === 'calendar-conflict') {
    const [twice] = await ctx.db.all(selectSoldTwice(row.occasion));
    return twice && conflictLetter(twice, words, page);
  }
  if (kind === 'webhook-disabled') {
    const [endpoint] = await ctx.db.all(selectDisabledEndpoint(row.occasion));
    return endpoint && endpointLetter(endpoint, words, page);
  }
  if (kind === 'payout') {
    const [payout] = await ctx.db.all(selectMadePayout(asId('payout', subject)));
    return payout && payoutLetter(payout, words, page);
  }
  if (kind === 'payout-returned') {
    const [payout] = await ctx.db.all(selectReturnedPayout(subject));
    return payout && returnedLetter(payout, words, page);
  }
  if (kind === 'review-removed') {
    const [review] = await ctx.db.all(selectRemovedReview(asId('review', subject)));
    return review?.author_id === row.person_id ? reviewLetter(review, words, page) : undefined;
  }
  if (kind === 'message') {
    const [message] = await ctx.db.all(selectMessage(asId('message', subject), row.person_id));
    return message && messageLetter(message, words, page);
  }
  const occasionOf = ({ host_id }: StayFacts): Occasion => {
    const side = host_id === row.person_id ? 'host' : 'guest';
    return { side, words, now: ctx.now, which: row.occasion, page };
  };
  if (kind === 'refunded') {
    const [refunded] = await ctx.db.all(selectRefunded(row.occasion));
    return refunded && refundLetter(refunded, occasionOf(refunded));
  }
  if (kind === 'refund-failed') {
    const [failed] = await ctx.db.all(selectFailedRefund(row.occasion));
    return failed && failedRefundLetter(failed, occasionOf(failed));
  }
  if (isDepositKind(kind)) {
    const [deposit] = await ctx.db.all(selectDeposit(asId('deposit', subject)));
    return deposit && depositLetter(kind, deposit, occasionOf(deposit));
  }
  if (isDisputeKind(kind)) {
    const [dispute] = await ctx.db.all(selectDispute(asId('dispute', subject)));
    return dispute && disputeLetter(kind, dispute, occasionOf(dispute));
  }
  if (isAlterationKind(kind)) {
    const [proposal] = await ctx.db.all(selectProposal(asId('alteration', subject)));
    return proposal && alterationLetter(kind, proposal, occasionOf(proposal));
  }
  const select = selectStay[kind];
  const about = select ? (await ctx.db.all(select(subject)))[0] : stay;
  return about && stayLetter(kind, about, occasionOf(about));
}

// The others are about the booking itself.
const selectStay: { readonly [kind in OptionalKind]?: typeof selectUnpaidStay } = {
  'payment-failed': selectUnpaidStay,
  'rest-failed': selectStayOfRest,
};

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
