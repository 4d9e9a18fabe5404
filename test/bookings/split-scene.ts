import { savedCard } from '../cards/scene.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { ask, type Person } from '../harness/people.ts';
import { ahead, DAY } from '../payouts/scene.ts';
import { bookWith, pay, quoteFor, see } from './scene.ts';

/** What of a stay differs: how far ahead it is, for how many nights, and with which card. */
type Parts = { days?: number; nights?: number; card?: string };

/** A hold of a stay to be paid in two parts, and its clocks: `due` is when the host is to be paid. */
export async function holdInParts(
  h: Harness,
  guest: Person,
  listingId: string,
  { days = 30, nights, card }: Parts = {},
) {
  const saved = await savedCard(h, guest, card);
  const { checkIn, checkOut, due } = ahead(h, days, nights);
  const { body: quote } = await quoteFor(h, guest, listingId, { checkIn, checkOut });
  const body = { quote: quote.token, card: saved.id, split: true };
  const answer = await bookWith(h, guest, quote.token, { body });
  if (answer.status !== 201) throw new Error(`no hold: ${answer.text}`);
  const [restDue, payBy] = [Date.parse(quote.split.restDueAt), Date.parse(quote.split.restPayBy)];
  const stay = { checkIn, checkOut, due, restDue, payBy, freeUntil: payBy + DAY };
  return { id: String(answer.body.id), answer, held: answer.body, quote, cardId: String(saved.id), ...stay };
}

/** The same, with its first part paid by a card that works. */
export async function bookedInParts(h: Harness, guest: Person, listingId: string, parts: Parts = {}) {
  const stay = await holdInParts(h, guest, listingId, parts);
  await pay(h, stay.held);
  await h.drainJobs();
  return stay;
}

/** What is to be paid later of a booking, as this person sees it. */
export async function restOf(h: Harness, person: Person, bookingId: string): Promise<Answer['body']> {
  return (await see(h, person, bookingId)).rest;
}

/** The payment of it, as the guest finds it who looks. */
export async function lookAtRest(h: Harness, guest: Person, bookingId: string): Promise<Answer> {
  const { paymentId } = await restOf(h, guest, bookingId);
  return ask(h, guest, 'GET', `/v1/payments/${paymentId}`);
}

/** What Stripe has taken and given back for a booking, payment by payment, the first one first. */
export function takenFor(h: Harness, bookingId: string) {
  const { paymentIntents } = h.stripe.api.state();
  return paymentIntents
    .filter(({ metadata }) => metadata.subject === bookingId && metadata.paymentId !== undefined)
    .map(({ metadata }) => h.stripe.api.totals({ paymentId: metadata.paymentId ?? '' }))
    .map(({ captured, refunded }) => [captured, refunded]);
}
