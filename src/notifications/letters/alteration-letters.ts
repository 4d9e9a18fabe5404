import { answerUntil, clocks, givenBack } from '../../bookings/index.ts';
import { isStanding } from '../../kernel/booking-state.ts';
import { minus, withSum } from '../../kernel/price.ts';
import { portionsOf, sharesIn } from '../../kernel/shares.ts';
import type { AlterationKind } from '../kinds.ts';
import type { Letter } from '../letter.ts';
import type { ProposalFacts } from '../queries/facts.ts';
import {
  bookingPage,
  chargedText,
  earnings,
  instantOf,
  namesOf,
  type Occasion,
  stayFacts,
  total,
} from './stay-facts.ts';

/** A letter about a proposal to alter a stay; undefined when it is not for this side, or would be true no more. */
export function alterationLetter(kind: AlterationKind, facts: ProposalFacts, occasion: Occasion): Letter | undefined {
  const { proposal, state } = facts;
  if (kind === 'alteration-failed') return failureLetter(facts, occasion);
  const isProposer = proposal.proposed_by === occasion.side;
  if (state !== 'confirmed') return undefined;
  if (kind === 'alteration-proposed') return isProposer ? undefined : proposalLetter(facts, occasion);
  if (isProposer) return answerLetter(facts, occasion);
  return occasion.side === 'guest' ? lapseLetter(facts, occasion) : cutShortLetter(facts, occasion);
}

function proposalLetter(stay: ProposalFacts, { side, words, now, page }: Occasion): Letter | undefined {
  const { proposal } = stay;
  const until = proposal.expires_at === null ? undefined : new Date(proposal.expires_at);
  if (proposal.state !== 'proposed' || until === undefined || until <= now) return undefined;
  const { state, payment_id, created_at, ended_at } = stay;
  const proposed = { ...stay, ...proposal, state, payment_id, created_at, ended_at, expires_at: until };
  const { toGuest, toHost } = changesOf(stay);
  return {
    subject: words.say(`alteration-proposed.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say('alteration-proposed.text', { from: words.day(stay.check_in), to: words.day(stay.check_out) }),
      words.say('alteration-proposed.until', { until: instantOf(until, stay, words) }),
    ],
    facts: [
      ...stayFacts(proposed, words),
      side === 'guest' ? total(proposed, words) : earnings(stay, words, toHost),
      {
        label: words.say('fact.difference'),
        value: words.money(side === 'guest' ? 0 - toGuest : toHost, stay.price.currency),
      },
    ],
    action: { label: words.say('alteration-proposed.action'), href: bookingPage(stay, page) },
  };
}

// What each gets more, which less than nothing is less: of what support has given back before nobody gives again.
function changesOf({ proposal, price, kept, unpaid }: ProposalFacts): { toGuest: number; toHost: number } {
  const { totals } = proposal.price;
  const paid = unpaid === null ? price.totals : minus(price.totals, portionsOf(sharesIn(unpaid)));
  if (proposal.difference > 0) {
    return { toGuest: 0 - proposal.difference, toHost: totals.hostReceives - paid.hostReceives };
  }
  const from = givenBack(kept ?? price.totals, paid, totals);
  return { toGuest: withSum(from).guestPays, toHost: 0 - from.hostReceives };
}

// A proposal that was accepted is told of as an altered stay.
function answerLetter(stay: ProposalFacts, occasion: Occasion): Letter | undefined {
  const { side, words } = occasion;
  const { state, payment_id: paymentId } = stay.proposal;
  if (state !== 'declined' && state !== 'expired') return undefined;
  // A guest pays before the host hears of it, or once they have accepted.
  const isUnpaid = side === 'guest' ? !stay.was_proposed : paymentId !== null;
  const whyNot = isUnpaid ? 'alteration-answered.unpaid' : 'alteration-answered.expired';
  const why = state === 'declined' ? (`alteration-answered.${side}.declined` as const) : whyNot;
  return remainsLetter(stay, occasion, words.say(why, namesOf(stay)));
}

// Who accepts what costs them more has it authorised then, and may be gone before that turns out to be in vain.
function lapseLetter(stay: ProposalFacts, occasion: Occasion): Letter | undefined {
  const { state, payment_id: paymentId } = stay.proposal;
  if (paymentId === null || (state !== 'expired' && state !== 'withdrawn')) return undefined;
  return remainsLetter(stay, occasion, occasion.words.say('alteration-answered.guest.lapsed'));
}

// A host who could still have answered hears that there is nothing to answer; who has let the time pass knows.
function cutShortLetter(stay: ProposalFacts, occasion: Occasion): Letter | undefined {
  const { proposal, was_proposed: wasProposed } = stay;
  const { state, created_at: createdAt, ended_at: endedAt } = proposal;
  const until = answerUntil(Date.parse(createdAt) + clocks.alteration, proposal);
  const isCutShort = state === 'expired' && wasProposed && endedAt !== null && new Date(endedAt) < until;
  if (!isCutShort) return undefined;
  return remainsLetter(stay, occasion, occasion.words.say('alteration-answered.host.cut-short', namesOf(stay)));
}

function remainsLetter(stay: ProposalFacts, { side, words, page }: Occasion, why: string): Letter {
  const { proposal, captured_difference: captured } = stay;
  const { difference, price } = proposal;
  const isFreed = side === 'guest' && difference > 0;
  const freed =
    captured === null
      ? words.say('alteration-answered.freed')
      : chargedText({ amount: captured, of: difference, currency: price.currency }, words);
  return {
    subject: words.say(`alteration-answered.${side}.subject`, namesOf(stay)),
    paragraphs: [why, ...(isFreed ? [freed] : [])],
    facts: stayFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

// Both are told: it was agreed on, and what the guest was to pay more is missing to both.
function failureLetter(stay: ProposalFacts, { side, words, page }: Occasion): Letter | undefined {
  const { state, price, difference } = stay.proposal;
  if (state !== 'failed' || !isStanding(stay.state)) return undefined;
  const names = { ...namesOf(stay), amount: words.money(difference, price.currency) };
  const captured = side === 'guest' ? stay.captured_difference : null;
  const advice =
    captured === null
      ? words.say(`alteration-failed.${side}.advice`)
      : words.say('alteration-failed.charged', { amount: words.money(captured, price.currency) });
  return {
    subject: words.say('alteration-failed.subject', names),
    paragraphs: [words.say(`alteration-failed.${side}.text`, names), advice],
    facts: stayFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}
