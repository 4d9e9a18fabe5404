import type { Fact, Letter } from '../letter.ts';
import type { FailedRefund, LatePayment, RefundedFacts } from '../queries/money-facts.ts';
import type { Words } from '../words.ts';
import { bookingPage, goesBack, hostFacts, namesOf, type Occasion, onItsWay, stayFacts, toHost } from './stay-facts.ts';

/** Tells the guest what support has given back, and the host what of that is at their cost. */
export function refundLetter(stay: RefundedFacts, { side, words, page }: Occasion): Letter {
  const { given, price } = stay;
  const amount = words.money(given.amount, price.currency);
  const names = { ...namesOf(stay), amount };
  return {
    subject: words.say(`refunded.${side}.subject`, names),
    paragraphs: [
      words.say(`refunded.${side}.${given.of}`, names),
      side === 'guest' ? onItsWay(stay, given.amount, stay.given_waits, words) : words.say('refunded.host.taken'),
    ],
    facts:
      side === 'guest'
        ? [...stayFacts(stay, words), ...goesBack(stay, given.amount, words)]
        : [...hostFacts(stay, words), ...left(stay, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

/** Tells the guest that what they have paid for nights, or as the rest, came too late for that. */
export function latePaymentLetter(stay: LatePayment, { words, page }: Occasion): Letter {
  const { late } = stay;
  const names = { ...namesOf(stay), amount: words.money(late.amount, stay.price.currency) };
  return {
    subject: words.say('payment-late.subject', names),
    paragraphs: [words.say(`payment-late.${late.of}`, names), onItsWay(stay, late.amount, stay.late_waits, words)],
    facts: [...stayFacts(stay, words), ...goesBack(stay, late.amount, words)],
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

/** Tells the guest that a refund has not arrived, and that it is owed to them. */
export function failedRefundLetter(stay: FailedRefund, { words, page }: Occasion): Letter {
  const names = { ...namesOf(stay), amount: words.money(stay.unpaid, stay.price.currency) };
  return {
    subject: words.say('refund-failed.subject', names),
    paragraphs: [words.say('refund-failed.text', names), words.say('refund-failed.advice')],
    facts: stayFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

// A deposit is no part of it, and while a rest is to be paid, or what an alteration costs more taken, it is not all.
function left(stay: RefundedFacts, words: Words): Fact[] {
  const { given, rest, kept, capturing_to_host: capturing } = stay;
  const isAll = given.of === 'price' && (rest === null || rest.settled_at !== null) && capturing === 0;
  return !isAll || kept === null ? [] : [toHost(stay, kept.hostReceives, words)];
}
