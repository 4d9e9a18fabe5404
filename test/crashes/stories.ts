import { confirmInBrowser } from '../../local/stripe/index.ts';
import { addDays, type PlainDate, plainDate } from '../../src/kernel/dates.ts';
import { cast } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD } from '../harness/test-cards.ts';
import type { Stage } from './stage.ts';
import { BY_HAND } from './step.ts';

/** A story of bookings, told with people who repeat what got no answer, and the states that its bookings end in. */
export interface Story {
  name: string;
  play(stage: Stage): Promise<Ending[]>;
}

export type Ending = { id: string; state: string };

const QUARTER = 15 * 60_000;
const HOUR = 4 * QUARTER;

export const stories: readonly Story[] = [
  {
    name: 'booked and paid',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await booked(stage, guest, listingId);
      return [{ id, state: 'confirmed' }];
    },
  },
  {
    name: 'requested and accepted',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h, { instant_booking: false });
      const { id } = await booked(stage, guest, listingId);
      await move(stage, host, id, 'accept');
      return [{ id, state: 'confirmed' }];
    },
  },
  {
    name: 'paid with the second card',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const held = await hold(stage, guest, listingId);
      await pay(stage, held, DECLINED_CARD);
      await stage.settle();
      await pay(stage, held);
      return [{ id: held.id, state: 'confirmed' }];
    },
  },
  {
    name: 'paid by 3-D Secure',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const held = await hold(stage, guest, listingId);
      await pay(stage, held, CHALLENGED_CARD);
      await stage.settle();
      stage.h.stripe.completeChallenge(held.payment.clientSecret.split('_secret_')[0] ?? '', true);
      return [{ id: held.id, state: 'confirmed' }];
    },
  },
  {
    name: 'paid by two intents',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const held = await hold(stage, guest, listingId);
      const other = await anotherIntent(stage, held);
      await pay(stage, held);
      await pay(stage, other);
      return [{ id: held.id, state: 'confirmed' }];
    },
  },
  {
    name: 'cancelled by the guest',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await booked(stage, guest, listingId);
      await move(stage, guest, id, 'cancel');
      return [{ id, state: 'cancelled' }];
    },
  },
  {
    name: 'cancelled by the host',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h);
      const { id } = await booked(stage, guest, listingId);
      await move(stage, host, id, 'cancel');
      return [{ id, state: 'cancelled' }];
    },
  },
  {
    name: 'requested and withdrawn',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h, { instant_booking: false });
      const { id } = await booked(stage, guest, listingId);
      await move(stage, guest, id, 'withdraw');
      return [{ id, state: 'withdrawn' }];
    },
  },
  {
    name: 'requested and declined',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h, { instant_booking: false });
      const { id } = await booked(stage, guest, listingId);
      await move(stage, host, id, 'decline');
      return [{ id, state: 'declined' }];
    },
  },
  {
    name: 'requested and never answered',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h, { instant_booking: false });
      const { id } = await booked(stage, guest, listingId);
      stage.h.clock.advance(24 * HOUR);
      return [{ id, state: 'expired' }];
    },
  },
  {
    name: 'held and given up',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await hold(stage, guest, listingId);
      await move(stage, guest, id, 'release');
      return [{ id, state: 'expired' }];
    },
  },
  {
    name: 'held and never paid',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await hold(stage, guest, listingId);
      stage.h.clock.advance(QUARTER);
      return [{ id, state: 'expired' }];
    },
  },
  {
    name: 'paid, and heard of after the hold is over',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await paidUnheard(stage, guest, listingId);
      await stage.settle();
      stage.hear();
      return [{ id, state: 'confirmed' }];
    },
  },
  {
    name: 'paid, and heard of after another has the nights',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await paidUnheard(stage, guest, listingId);
      const theirs = await hold(stage, await createPerson(stage.h), listingId);
      stage.hear();
      await stage.settle();
      await pay(stage, theirs);
      return [
        { id, state: 'expired' },
        { id: theirs.id, state: 'confirmed' },
      ];
    },
  },
  {
    name: 'held, never paid, and booked by another',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await hold(stage, guest, listingId);
      stage.h.clock.advance(QUARTER);
      const theirs = await hold(stage, await createPerson(stage.h), listingId);
      await pay(stage, theirs);
      return [
        { id, state: 'expired' },
        { id: theirs.id, state: 'confirmed' },
      ];
    },
  },
  {
    name: 'paid with a card that was saved before and is removed after',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const { id } = await saveCard(stage, guest);
      const held = await hold(stage, guest, listingId, { card: id });
      await pay(stage, held, held.payment.paymentMethod ?? '');
      await stage.settle();
      await expectStatus(204, stage.call(guest, 'DELETE', `/v1/me/cards/${id}`));
      return [{ id: held.id, state: 'confirmed' }];
    },
  },
];

export type Held = {
  id: string;
  checkIn: PlainDate;
  rest?: { dueAt: string; payBy: string } | null;
  payment: { id: string; amount: number; clientSecret: string; paymentMethod?: string | null };
};

/** Far enough ahead that no stay begins while stories are played, and cancelling is free. */
const DAYS_AHEAD = 700;

export async function hold(
  stage: Stage,
  guest: Person,
  listingId: string,
  { card, split, daysAhead = DAYS_AHEAD }: { card?: string; split?: true; daysAhead?: number } = {},
): Promise<Held> {
  const checkIn = addDays(plainDate(new Date(stage.h.clock.now()).toISOString().slice(0, 10)), daysAhead);
  const stay = { checkIn, checkOut: addDays(checkIn, 2), party: { adults: 2 } };
  const quote = await expectStatus(201, stage.call(guest, 'POST', `/v1/listings/${listingId}/quotes`, stay));
  return expectStatus(201, stage.call(guest, 'POST', '/v1/bookings', { quote: quote.token, card, split }));
}

export async function saveCard(stage: Stage, guest: Person, card = GOOD_CARD): Promise<{ id: string }> {
  const { clientSecret } = await expectStatus(201, stage.call(guest, 'POST', '/v1/me/cards'));
  const { url, publishableKey } = stage.h.stripe;
  await confirmInBrowser({ url, publishableKey, clientSecret, card });
  await stage.settle();
  const { data } = await expectStatus(200, stage.call(guest, 'GET', '/v1/me/cards'));
  return data[0];
}

/** Pays in the guest's browser, which talks to Stripe alone. */
export async function pay({ h }: Stage, { payment }: Pick<Held, 'payment'>, card = GOOD_CARD): Promise<void> {
  const { url, publishableKey } = h.stripe;
  await confirmInBrowser({ url, publishableKey, clientSecret: payment.clientSecret, card });
}

/** An intent too many for the same payment, as when Stripe's answer to the first was lost for a day. */
async function anotherIntent({ h }: Stage, { id, checkIn, payment }: Held): Promise<Held> {
  const response = await fetch(`${h.stripe.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${h.stripe.secretKey}` },
    body: new URLSearchParams({
      amount: String(payment.amount),
      currency: 'usd',
      description: BY_HAND,
      'allowed_payment_method_types[0]': 'card',
      'metadata[paymentId]': payment.id,
      'metadata[subject]': id,
    }),
  });
  const { client_secret: clientSecret }: { client_secret: string } = await response.json();
  return { id, checkIn, payment: { ...payment, clientSecret } };
}

/** A booking that was paid, whose stay begins after so many days. */
export async function booked(stage: Stage, guest: Person, listingId: string, daysAhead?: number): Promise<Held> {
  const held = await hold(stage, guest, listingId, daysAhead === undefined ? {} : { daysAhead });
  await pay(stage, held);
  await stage.settle();
  return held;
}

/** A hold that was paid in time and is over, before Stripe's webhooks have said so. */
async function paidUnheard(stage: Stage, guest: Person, listingId: string): Promise<Held> {
  const held = await hold(stage, guest, listingId);
  stage.deafen();
  await pay(stage, held);
  stage.h.clock.advance(QUARTER);
  return held;
}

export async function move(stage: Stage, person: Person, id: string, name: string): Promise<void> {
  await expectStatus(200, stage.call(person, 'POST', `/v1/bookings/${id}/${name}`));
}

export async function expectStatus(status: number, call: Promise<Answer>): Promise<Answer['body']> {
  const answer = await call;
  if (answer.status !== status) throw new Error(`answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer.body;
}
