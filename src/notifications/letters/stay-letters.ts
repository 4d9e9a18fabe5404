import { checkInOf, checkOutOf } from '../../bookings/index.ts';
import type { Side } from '../../kernel/actor.ts';
import { todayIn } from '../../kernel/dates.ts';
import { reviewWindow } from '../../reviews/index.ts';
import type { AlterationKind, DepositKind, DisputeKind, OptionalKind } from '../kinds.ts';
import type { Fact, Letter } from '../letter.ts';
import type { StayFacts } from '../queries/stays.ts';
import type { Words } from '../words.ts';
import {
  arrivalDay,
  bookingPage,
  chargedText,
  earnings,
  goesBack,
  guestFacts,
  hostFacts,
  instantOf,
  namesOf,
  type Occasion,
  onItsWay,
  searchPage,
  stayFacts,
  toHost,
  total,
} from './stay-facts.ts';

export type StayKind = Exclude<
  OptionalKind,
  | 'feed-stale'
  | 'calendar-conflict'
  | 'webhook-disabled'
  | 'payout'
  | 'payout-returned'
  | 'refunded'
  | 'refund-failed'
  | 'payment-late'
  | AlterationKind
  | DepositKind
  | DisputeKind
  | 'review-removed'
  | 'message'
>;

/** A letter about a stay; undefined when what it would tell is true no more. */
export function stayLetter(kind: StayKind, stay: StayFacts, occasion: Occasion): Letter | undefined {
  return isCurrent[kind](stay, occasion) ? letters[kind](stay, occasion) : undefined;
}

/** Whether the state that a letter belongs to still is. */
const isCurrent: Readonly<Record<StayKind, (stay: StayFacts, occasion: Occasion) => boolean>> = {
  'booking-requested': ({ state, expires_at }, { now }) =>
    state === 'requested' && expires_at !== null && expires_at > now,
  'booking-reminder': (stay, occasion) => isCurrent['booking-requested'](stay, occasion) && stay.accepted_at === null,
  'booking-expired': ({ state, requested_at }) => state === 'expired' && requested_at !== null,
  'booking-accepted': ({ state, accepted_at }) => state === 'requested' && accepted_at !== null,
  'booking-declined': ({ state }) => state === 'declined',
  'booking-confirmed': (stay, { now }) => stay.state === 'confirmed' && checkOutOf(stay) > now,
  'booking-altered': (stay, { now }) => stay.state === 'confirmed' && checkOutOf(stay) > now,
  'booking-cancelled': ({ state }) => state === 'cancelled',
  // The version before told of no day.
  arriving: (stay, { which, now }) =>
    stay.state === 'confirmed' && (which === arrivalDay(stay) || which === 0) && checkInOf(stay) > now,
  'review-open': (stay, { side, now }) => {
    const window = reviewWindow(stay);
    return window !== undefined && window.opensAt <= now && now < window.closesAt && !stay.reviewed_by.includes(side);
  },
  'rest-due': ({ state, rest }, { now }) =>
    state === 'confirmed' && rest !== null && rest.payment_id === null && Date.parse(rest.due_at) > now.getTime(),
  'rest-unpaid': (stay, occasion) => isCurrent['rest-failed'](stay, occasion) && stay.rest?.payment_id !== null,
  'rest-failed': ({ state, rest }, { now }) =>
    state === 'confirmed' && rest !== null && rest.settled_at === null && Date.parse(rest.pay_by) > now.getTime(),
  'payment-failed': ({ state, expires_at }, { now }) => state === 'held' && expires_at !== null && expires_at > now,
};

const letters: Readonly<Record<StayKind, (stay: StayFacts, occasion: Occasion) => Letter>> = {
  'booking-requested': (stay, { words, page }) => ({
    subject: words.say('booking-requested.subject', namesOf(stay)),
    paragraphs: [words.say(whenUnanswered(stay), { until: instantOf(stay.expires_at, stay, words) })],
    facts: [...stayFacts(stay, words), earnings(stay, words)],
    action: { label: words.say('booking-requested.action'), href: bookingPage(stay, page) },
  }),
  'booking-reminder': (stay, occasion) => ({
    ...letters['booking-requested'](stay, occasion),
    subject: occasion.words.say('booking-reminder.subject', namesOf(stay)),
  }),
  'booking-expired': (stay, occasion) => expiryLetter(stay, occasion),
  'booking-accepted': (stay, { words, page }) => ({
    subject: words.say('booking-accepted.subject', namesOf(stay)),
    paragraphs: [words.say('booking-accepted.text', namesOf(stay))],
    facts: [...stayFacts(stay, words), total(stay, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'booking-declined': (stay, occasion) => ({
    subject: occasion.words.say('booking-declined.subject', namesOf(stay)),
    paragraphs: [freedText(stay, occasion.words)],
    facts: stayFacts(stay, occasion.words),
    action: elsewhere(stay, occasion),
  }),
  'booking-confirmed': (stay, { side, words, page }) => ({
    subject: words.say(`booking-confirmed.${side}.subject`, namesOf(stay)),
    paragraphs: confirmedText(stay, side, words),
    facts:
      side === 'guest'
        ? [...guestFacts(stay, words), total(stay, words)]
        : [...hostFacts(stay, words), earnings(stay, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'booking-altered': (stay, { side, words, page }) => ({
    subject: words.say(`booking-altered.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say('booking-altered.text'),
      ...(side === 'guest' && stay.altered_refund > 0
        ? [onItsWay(stay, stay.altered_refund, stay.altered_waits, words)]
        : []),
    ],
    facts:
      side === 'guest'
        ? [...stayFacts(stay, words), total(stay, words), ...goesBack(stay, stay.altered_refund, words)]
        : [...hostFacts(stay, words), earnings(stay, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'booking-cancelled': (stay, occasion) => cancellationLetter(stay, occasion),
  arriving: (stay, { side, words, page }) => ({
    subject: words.say(`arriving.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say(`arriving.${side}.text`, {
        ...namesOf(stay),
        day: words.day(stay.check_in),
        time: words.time(stay.check_in_from),
      }),
    ],
    facts: side === 'guest' ? guestFacts(stay, words) : hostFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'review-open': (stay, { side, words, page }) => ({
    subject: words.say(`review-open.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say(`review-open.${side}.text`, {
        ...namesOf(stay),
        until: instantOf(reviewWindow(stay)?.closesAt ?? null, stay, words),
      }),
    ],
    action: { label: words.say('review-open.action'), href: `${bookingPage(stay, page)}/review` },
  }),
  'rest-due': (stay, { words, page }) => ({
    ...restLetter('rest-due', stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'rest-failed': (stay, { words, page }) => ({
    ...restLetter('rest-failed', stay, words),
    action: { label: words.say('rest-failed.action'), href: bookingPage(stay, page) },
  }),
  'rest-unpaid': (stay, { words, page }) => ({
    ...restLetter('rest-unpaid', stay, words),
    action: { label: words.say('rest-failed.action'), href: bookingPage(stay, page) },
  }),
  'payment-failed': (stay, { words, page }) => ({
    subject: words.say('payment-failed.subject'),
    paragraphs: [
      words.say('payment-failed.text', { ...namesOf(stay), until: instantOf(stay.expires_at, stay, words) }),
    ],
    facts: [...stayFacts(stay, words), total(stay, words)],
    action: { label: words.say('payment-failed.action'), href: bookingPage(stay, page) },
  }),
};

// One that ends with the day of arrival leaves no night of it to be booked again.
function whenUnanswered({ check_in, expires_at: until, time_zone }: StayFacts) {
  const isOver = until !== null && todayIn(time_zone, until) > check_in;
  return isOver ? 'booking-requested.tonight' : 'booking-requested.text';
}

function confirmedText(stay: StayFacts, side: Side, words: Words): string[] {
  const { rest } = stay;
  if (rest === null || rest.settled_at !== null) return [words.say(`booking-confirmed.${side}.text`, namesOf(stay))];
  const names = { ...namesOf(stay), ...restOf(stay, words) };
  if (side === 'host') return [words.say('booking-confirmed.host.rest', names)];
  return [words.say('booking-confirmed.guest.first', names), words.say(restTexts[rest.by_card], names)];
}

// The card can have been removed while a host had to answer.
const restTexts = {
  charged: 'booking-confirmed.guest.rest',
  asked: 'rest-due.uncharged.text',
  undecided: 'rest-due.undecided.text',
} as const;

function restLetter(kind: 'rest-due' | 'rest-failed' | 'rest-unpaid', stay: StayFacts, words: Words): Letter {
  const names = { ...namesOf(stay), ...restOf(stay, words) };
  // Of what a bank has taken back nothing more goes back by itself.
  const unpaid = words.say(stay.is_taken_back ? 'rest-failed.lost' : 'rest-failed.advice');
  const byCard = kind === 'rest-due' ? stay.rest?.by_card : undefined;
  const isCharged = byCard === 'charged';
  const told = byCard === undefined || isCharged ? kind : 'rest-due.uncharged';
  return {
    subject: words.say(`${told}.subject`, names),
    paragraphs: [
      words.say(byCard === 'undecided' ? 'rest-due.undecided.text' : `${told}.text`, names),
      isCharged ? words.say('rest-due.advice') : unpaid,
    ],
    facts: [...stayFacts(stay, words), total(stay, words)],
  };
}

// What every sentence about the rest may name.
function restOf(stay: StayFacts, words: Words) {
  const { rest, price } = stay;
  const instant = (at: string | undefined) => instantOf(at === undefined ? null : new Date(at), stay, words);
  return {
    amount: words.money(rest?.amount ?? 0, price.currency),
    due: instant(rest?.due_at),
    until: instant(rest?.pay_by),
  };
}

function expiryLetter(stay: StayFacts, occasion: Occasion): Letter {
  const { side, words, page } = occasion;
  // Accepted, it ends only when its payment cannot be taken.
  const whyUnaccepted = stay.is_cut_short ? 'cut-short' : 'unanswered';
  const why = stay.accepted_at === null ? whyUnaccepted : 'unpaid';
  return {
    subject: words.say(`booking-expired.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say(`booking-expired.${side}.${why}`, namesOf(stay)),
      ...(side === 'guest' ? [freedText(stay, words)] : openedText(stay, occasion)),
    ],
    facts: stayFacts(stay, words),
    action:
      side === 'guest'
        ? elsewhere(stay, occasion)
        : { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

// Where else there may be a place; none is to be had from a day on that is over.
function elsewhere(stay: StayFacts, { words, now, page }: Occasion): { label: string; href: string } {
  return stay.check_in < todayIn(stay.time_zone, now)
    ? { label: words.say('booking.action'), href: bookingPage(stay, page) }
    : { label: words.say('booking-declined.action'), href: searchPage(stay, page) };
}

// Which of its nights others can book now: none that is over, or closed otherwise.
function openedText(stay: StayFacts, { words, now }: Occasion): string[] {
  const { check_in: from, check_out: to } = stay;
  const today = todayIn(stay.time_zone, now);
  if (to <= today || !stay.is_on_offer) return [];
  return [words.say(from < today ? 'booking-cancelled.opens-rest' : 'booking-cancelled.opens')];
}

// What has become of the money that was set aside for a request that is over.
function freedText({ captured, price, kept }: StayFacts, words: Words): string {
  if (captured === null) return words.say('booking-declined.text');
  return chargedText({ amount: captured, of: (kept ?? price.totals).guestPays, currency: price.currency }, words);
}

function cancellationLetter(stay: StayFacts, occasion: Occasion): Letter {
  const { side, words, page } = occasion;
  const { ended_by: by, refund, price, host_fee: fee, is_no_show: isNoShow, is_kept_closed: isKeptClosed } = stay;
  const who = by === side ? 'you' : (by ?? 'support');
  const amount = refund?.refund ?? 0;
  const money: Fact =
    side === 'guest'
      ? { label: words.say('fact.refund'), value: words.money(amount, price.currency) }
      : toHost(stay, refund?.kept.hostReceives ?? 0, words);
  const owed: Fact[] =
    side === 'host' && fee > 0 ? [{ label: words.say('fact.host-fee'), value: words.money(fee, price.currency) }] : [];
  // Support may have decided otherwise than by the terms, and all can have gone back before.
  const isByTerms = (by === 'guest' || isNoShow) && refund !== null && refund.kept.guestPays > 0;
  const nothing = words.say(isByTerms ? 'booking-cancelled.no-refund' : 'booking-cancelled.nothing');
  const nights = isKeptClosed ? [words.say('booking-cancelled.keeps-closed')] : openedText(stay, occasion);
  return {
    subject: words.say(`booking-cancelled.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say(isNoShow ? `booking-cancelled.no-show.${side}` : `booking-cancelled.by-${who}`, namesOf(stay)),
      ...(side === 'host' ? nights : [amount > 0 ? onItsWay(stay, amount, stay.refund_waits, words) : nothing]),
    ],
    facts: [...stayFacts(stay, words), money, ...owed],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}
