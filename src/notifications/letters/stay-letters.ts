import { checkInOf, checkOutOf } from '../../bookings/index.ts';
import { reviewWindow } from '../../reviews/index.ts';
import type { OptionalKind, Side } from '../kinds.ts';
import type { Fact, Letter } from '../letter.ts';
import type { StayFacts } from '../queries.ts';
import type { Words } from '../words.ts';

/** What a letter about a stay is written from: for whom, in which words, at which time, and where the front end is. */
export interface Occasion {
  side: Side;
  words: Words;
  now: Date;
  /** The address of a page of the front end. */
  page(path: string): string;
}

export type StayKind = Exclude<OptionalKind, 'feed-stale' | 'payout'>;

/** A letter about a stay; undefined when what it would tell is true no more. */
export function stayLetter(kind: StayKind, stay: StayFacts, occasion: Occasion): Letter | undefined {
  return isCurrent[kind](stay, occasion) ? letters[kind](stay, occasion) : undefined;
}

/** Whether the state that a letter belongs to still is. */
const isCurrent: Readonly<Record<StayKind, (stay: StayFacts, occasion: Occasion) => boolean>> = {
  'booking-requested': ({ state, expires_at }, { now }) =>
    state === 'requested' && expires_at !== null && expires_at > now,
  'booking-accepted': ({ state, accepted_at }) => state === 'requested' && accepted_at !== null,
  'booking-declined': ({ state }) => state === 'declined',
  'booking-confirmed': (stay, { now }) => stay.state === 'confirmed' && checkOutOf(stay) > now,
  'booking-altered': (stay, { now }) => stay.state === 'confirmed' && checkOutOf(stay) > now,
  'booking-cancelled': ({ state }) => state === 'cancelled',
  arriving: (stay, { now }) => stay.state === 'confirmed' && checkInOf(stay) > now,
  'review-open': (stay, { side, now }) => {
    const window = reviewWindow(stay);
    return window !== undefined && window.opensAt <= now && now < window.closesAt && !stay.reviewed_by.includes(side);
  },
  'payment-failed': ({ state, expires_at }, { now }) => state === 'held' && expires_at !== null && expires_at > now,
};

const letters: Readonly<Record<StayKind, (stay: StayFacts, occasion: Occasion) => Letter>> = {
  'booking-requested': (stay, { words, page }) => ({
    subject: words.say('booking-requested.subject', namesOf(stay)),
    paragraphs: [words.say('booking-requested.text', { until: instantOf(stay.expires_at, stay, words) })],
    facts: [...stayFacts(stay, words), earnings(stay, words)],
    action: { label: words.say('booking-requested.action'), href: bookingPage(stay, page) },
  }),
  'booking-accepted': (stay, { words, page }) => ({
    subject: words.say('booking-accepted.subject', namesOf(stay)),
    paragraphs: [words.say('booking-accepted.text', namesOf(stay))],
    facts: [...stayFacts(stay, words), total(stay, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'booking-declined': (stay, { words, page }) => ({
    subject: words.say('booking-declined.subject', namesOf(stay)),
    paragraphs: [words.say('booking-declined.text')],
    facts: stayFacts(stay, words),
    action: {
      label: words.say('booking-declined.action'),
      href: page(`search?checkIn=${stay.check_in}&checkOut=${stay.check_out}`),
    },
  }),
  'booking-confirmed': (stay, { side, words, page }) => ({
    subject: words.say(`booking-confirmed.${side}.subject`, namesOf(stay)),
    paragraphs: [words.say(`booking-confirmed.${side}.text`, namesOf(stay))],
    facts:
      side === 'guest'
        ? [...guestFacts(stay, words), total(stay, words)]
        : [...hostFacts(stay, words), earnings(stay, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  }),
  'booking-altered': (stay, { side, words, page }) => ({
    subject: words.say(`booking-altered.${side}.subject`, namesOf(stay)),
    paragraphs: [words.say('booking-altered.text')],
    facts:
      side === 'guest'
        ? [...stayFacts(stay, words), total(stay, words)]
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
  'payment-failed': (stay, { words, page }) => ({
    subject: words.say('payment-failed.subject'),
    paragraphs: [
      words.say('payment-failed.text', { ...namesOf(stay), until: instantOf(stay.expires_at, stay, words) }),
    ],
    facts: [...stayFacts(stay, words), total(stay, words)],
    action: { label: words.say('payment-failed.action'), href: bookingPage(stay, page) },
  }),
};

function cancellationLetter(stay: StayFacts, { side, words, page }: Occasion): Letter {
  const { ended_by: by, refund, price } = stay;
  const who = by === side ? 'you' : by === 'guest' || by === 'host' ? by : 'support';
  const amount = refund?.refund ?? 0;
  const earned = refund?.kept.hostReceives ?? 0;
  const money: Fact =
    side === 'guest'
      ? { label: words.say('fact.refund'), value: words.money(amount, price.currency) }
      : { label: words.say('fact.earnings'), value: words.money(earned, price.currency) };
  const guestText = amount > 0 ? 'booking-cancelled.refund' : 'booking-cancelled.no-refund';
  const hostText = by === 'host' ? 'booking-cancelled.keeps-closed' : 'booking-cancelled.opens';
  return {
    subject: words.say(`booking-cancelled.${side}.subject`, namesOf(stay)),
    paragraphs: [
      words.say(`booking-cancelled.by-${who}`, namesOf(stay)),
      words.say(side === 'guest' ? guestText : hostText),
    ],
    facts: [...stayFacts(stay, words), money],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

function bookingPage({ id }: StayFacts, page: Occasion['page']): string {
  return page(`bookings/${id}`);
}

function namesOf(stay: StayFacts) {
  return { guest: stay.guest_name, host: stay.host_name, listing: stay.listing_title };
}

/** What both sides know of a stay, certain or not. */
function stayFacts(stay: StayFacts, words: Words): Fact[] {
  const { adults, children, infants, pets } = stay;
  return [
    {
      label: words.say('fact.listing'),
      value: stay.place === '' ? stay.listing_title : `${stay.listing_title}, ${stay.place}`,
    },
    {
      label: words.say('fact.check-in'),
      value: words.say('from', { day: words.day(stay.check_in), time: words.time(stay.check_in_from) }),
    },
    {
      label: words.say('fact.check-out'),
      value: words.say('by', { day: words.day(stay.check_out), time: words.time(stay.check_out_by) }),
    },
    { label: words.say('fact.party'), value: words.say('party', { adults, children, infants, pets }) },
  ];
}

// The address is for the guest of a confirmed booking, and no other letter has it.
function guestFacts(stay: StayFacts, words: Words): Fact[] {
  const { address } = stay;
  const lines = address && [address.line1, address.line2, `${address.postalCode ?? ''} ${address.city}`.trim()];
  return [
    ...stayFacts(stay, words),
    ...(lines ? [{ label: words.say('fact.address'), value: lines.filter(Boolean).join(', ') }] : []),
    { label: words.say('fact.host'), value: stay.host_name },
  ];
}

function hostFacts(stay: StayFacts, words: Words): Fact[] {
  return [...stayFacts(stay, words), { label: words.say('fact.guest'), value: stay.guest_name }];
}

function total({ price }: StayFacts, words: Words): Fact {
  return { label: words.say('fact.total'), value: words.money(price.totals.guestPays, price.currency) };
}

function earnings({ price }: StayFacts, words: Words): Fact {
  return { label: words.say('fact.earnings'), value: words.money(price.totals.hostReceives, price.currency) };
}

function instantOf(at: Date | null, { time_zone }: StayFacts, words: Words): string {
  return at === null ? '' : words.instant(at, time_zone);
}
