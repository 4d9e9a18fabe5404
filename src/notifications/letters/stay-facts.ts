import type { Side } from '../../kernel/actor.ts';
import type { Currency } from '../../kernel/currencies.ts';
import { daysBetween, plainDate } from '../../kernel/dates.ts';

import type { Fact } from '../letter.ts';
import type { StayFacts } from '../queries/stays.ts';
import type { Words } from '../words.ts';

/** What a letter about a stay is written from: for whom, in which words, at which time, and where the front end is. */
export interface Occasion {
  side: Side;
  words: Words;
  now: Date;
  /** Which time it is told of, where it can be several times. */
  which: number;
  /** The address of a page of the front end. */
  page(path: string): string;
}

const EPOCH = plainDate('1970-01-01');

/** The day on which a stay begins, as the occasion of telling that it does: it may have been put off, or brought forward. */
export function arrivalDay(stay: Pick<StayFacts, 'check_in'>): number {
  return daysBetween(EPOCH, stay.check_in);
}

/** Where the front end shows the booking. */
export function bookingPage({ id }: StayFacts, page: Occasion['page']): string {
  return page(`bookings/${id}`);
}

/** Where the front end shows what else there is for these dates. */
export function searchPage({ check_in, check_out }: StayFacts, page: Occasion['page']): string {
  return page(`search?checkIn=${check_in}&checkOut=${check_out}`);
}

/** Who and what every sentence may name. */
export function namesOf(stay: StayFacts) {
  return { guest: stay.guest_name, host: stay.host_name, listing: stay.listing_title };
}

/** What both sides know of a stay, certain or not. */
export function stayFacts(stay: StayFacts, words: Words): Fact[] {
  const { adults, children, infants, pets } = stay;
  return [
    {
      label: words.say('fact.listing'),
      value: stay.place === '' ? stay.listing_title : `${stay.listing_title}, ${stay.place}`,
    },
    {
      label: words.say('fact.check-in'),
      value: arrivalOf(stay, words),
    },
    {
      label: words.say('fact.check-out'),
      value: words.say('by', { day: words.day(stay.check_out), time: words.time(stay.check_out_by) }),
    },
    { label: words.say('fact.party'), value: words.say('party', { adults, children, infants, pets }) },
  ];
}

// When to come, on which day.
function arrivalOf({ check_in, check_in_from, check_in_until }: StayFacts, words: Words): string {
  const [day, time] = [words.day(check_in), words.time(check_in_from)];
  if (check_in_until === null) return words.say('from', { day, time });
  return words.say('within', { day, time, until: words.time(check_in_until) });
}

/** The address is for the guest of a confirmed booking, and no other letter has it. */
export function guestFacts(stay: StayFacts, words: Words): Fact[] {
  const { address } = stay;
  const lines = address && [
    ...[address.line1, address.line2, `${address.postalCode ?? ''} ${address.city}`.trim(), address.region],
    words.country(address.country),
  ];
  return [
    ...stayFacts(stay, words),
    ...(lines ? [{ label: words.say('fact.address'), value: lines.filter(Boolean).join(', ') }] : []),
    { label: words.say('fact.host'), value: stay.host_name },
  ];
}

export function hostFacts(stay: StayFacts, words: Words): Fact[] {
  return [...stayFacts(stay, words), { label: words.say('fact.guest'), value: stay.guest_name }];
}

export function total({ price }: StayFacts, words: Words): Fact {
  return { label: words.say('fact.total'), value: words.money(price.totals.guestPays, price.currency) };
}

/** What the host is to have once all that was agreed on is paid, and `more`, as where the stay is altered. */
export function earnings(stay: StayFacts, words: Words, more = 0): Fact {
  const { price, kept, rest, capturing_to_host: capturing } = stay;
  const later = (rest === null || rest.settled_at !== null ? 0 : rest.host_share) + capturing;
  return toHost(stay, (kept === null ? price.totals.hostReceives : kept.hostReceives + later) + more, words);
}

/** What of such a part is left to the host: what a bank has taken of it is not. */
export function toHost({ price, taken_of_host: taken }: StayFacts, part: number, words: Words): Fact {
  return { label: words.say('fact.earnings'), value: words.money(Math.max(0, part - taken), price.currency) };
}

/** What goes back to the guest, if anything does. */
export function goesBack({ price }: StayFacts, amount: number, words: Words): Fact[] {
  return amount > 0 ? [{ label: words.say('fact.refund'), value: words.money(amount, price.currency) }] : [];
}

/** What becomes of money that goes back to the guest, and of which so much `waits` for a bank. */
export function onItsWay({ price }: StayFacts, amount: number, waits: number, words: Words): string {
  if (waits === 0) return words.say('booking-cancelled.refund');
  if (waits >= amount) return words.say('booking-cancelled.refund-waits');
  return words.say('booking-cancelled.refund-waits-in-part', { amount: words.money(waits, price.currency) });
}

/** An instant by the clocks of the listing. */
export function instantOf(at: Date | null, { time_zone }: StayFacts, words: Words): string {
  return at === null ? '' : words.instant(at, time_zone);
}

/** What was charged by mistake of what was set aside on a guest's card, all of it or a part. */
export function chargedText(
  { amount, of, currency }: { amount: number; of: number; currency: Currency },
  words: Words,
) {
  const charged = words.say('charged-by-mistake', { amount: words.money(amount, currency) });
  return amount < of ? `${charged} ${words.say('charged-by-mistake.rest')}` : charged;
}
