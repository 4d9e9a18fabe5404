import fc from 'fast-check';
import { expect } from 'vitest';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { bookWith, move, pay, quoteFor } from '../bookings/scene.ts';
import { tokenFor } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD } from '../harness/test-cards.ts';
import { answersOf, command, cutOff, hasHold, holdAt, unanswered } from './command.ts';

/** What guests, hosts and support do to a booking. */

const CARDS = [GOOD_CARD, GOOD_CARD, GOOD_CARD, DECLINED_CARD, CHALLENGED_CARD];

export const book = fc
  .record({ who: fc.nat(2), day: fc.nat(9), nights: fc.constantFrom(1, 2, 3, 4, 29), paysAtOnce: fc.boolean() })
  .map(({ who, day, nights, paysAtOnce }) =>
    command(`book(${who}, in ${day} days, ${nights} nights${paysAtOnce ? ', and pay' : ''})`, async (real, model) => {
      const { h, guests, listingId, holds } = real;
      // Who has a card saved pays in two parts.
      const card = real.cardIds[who] ?? null;
      const guest = guests[who];
      if (guest === undefined) return;
      const today = plainDate(new Date(h.clock.now()).toISOString().slice(0, 10));
      const checkIn = addDays(today, card === null || who !== 0 ? 2 + day : 16 + (day % 3));
      const stay = { checkIn, checkOut: addDays(checkIn, nights) };
      const quote = await quoteFor(h, guest, listingId, stay).catch(cutOff);
      if (quote?.status !== 201) return;
      const body = {
        quote: quote.body.token,
        ...(card === null ? {} : { card, split: who === 0 && quote.body.split !== null }),
      };
      const key = crypto.randomUUID();
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const answer = await bookWith(h, guest, quote.body.token, { key, body }).catch(cutOff);
        if (answer === undefined) continue;
        expect(answersOf(real, guest, [201, 409, 422, 503])).toContain(answer.status);
        if (answer.status === 422) expect(answer.body.code).toBe(card === null ? 'card-required' : 'card-unknown');
        if (answer.status === 201) {
          holds.push({ guest, held: answer.body });
          model.holds += 1;
          if (paysAtOnce && answer.body.payment.clientSecret !== null) await pay(h, answer.body).catch(unanswered);
        }
        if (answer.status !== 503) return;
      }
    }),
  );

export const payHold = fc.record({ back: fc.nat(1), card: fc.constantFrom(...CARDS) }).map(({ back, card }) =>
  command(
    `pay(${back} back, ${card})`,
    async (real) => {
      const { held } = holdAt(real, back);
      // The guest's browser sees the same Stripe as we do, in trouble or not.
      if (held.payment.clientSecret !== null) await pay(real.h, held, card).catch(unanswered);
    },
    hasHold,
  ),
);

export const payRest = fc.record({ back: fc.nat(1), card: fc.constantFrom(...CARDS) }).map(({ back, card }) =>
  command(
    `pay the rest(${back} back, ${card})`,
    async (real) => {
      const { held, guest } = holdAt(real, back);
      const token = await tokenFor(real.h, guest);
      const seen = await real.h.api('GET', `/v1/bookings/${held.id}`, { token }).catch(cutOff);
      const paymentId = seen?.status === 200 ? seen.body.rest?.paymentId : null;
      if (!paymentId) return;
      const payment = await real.h.api('GET', `/v1/payments/${paymentId}`, { token }).catch(cutOff);
      if (payment === undefined) return;
      expect(answersOf(real, guest, [200, 409, 503])).toContain(payment.status);
      if (payment.status === 200 && payment.body.clientSecret) {
        await pay(real.h, { payment: payment.body }, card).catch(unanswered);
      }
    },
    hasHold,
  ),
);

export const challenge = fc.record({ back: fc.nat(1), isPassed: fc.boolean() }).map(({ back, isPassed }) =>
  command(
    `challenge(${back} back, ${isPassed ? 'passed' : 'failed'})`,
    async (real) => {
      const { held } = holdAt(real, back);
      const intents = real.h.stripe.api.state().paymentIntents;
      const intent = intents.find(({ client_secret: secret }) => secret === held.payment.clientSecret);
      if (intent?.status === 'requires_action') real.h.stripe.completeChallenge(intent.id, isPassed);
    },
    hasHold,
  ),
);

export const moveBooking = fc
  .record({
    back: fc.nat(2),
    name: fc.constantFrom('release', 'withdraw', 'accept', 'accept', 'decline', 'cancel', 'cancel', 'report-no-show'),
    byHost: fc.boolean(),
  })
  .map(({ back, name, byHost }) =>
    command(
      `${name}(${back} back, by the ${byHost ? 'host' : 'guest'})`,
      async (real) => {
        const { guest, held } = holdAt(real, back);
        const by = byHost ? real.host : guest;
        const answer = await move(real.h, by, held.id, name).catch(cutOff);
        if (answer !== undefined) expect(answersOf(real, by, [200, 404, 409, 503])).toContain(answer.status);
      },
      hasHold,
    ),
  );

export const support = fc
  .record({ back: fc.nat(2), cancels: fc.boolean(), amount: fc.constantFrom(1, 5_00, 100_00) })
  .map(({ back, cancels, amount }) =>
    command(
      `support ${cancels ? 'cancels' : `gives back ${amount}`}(${back} back)`,
      async ({ h, operator, ...real }) => {
        const { held } = holdAt(real, back);
        const reason = 'The heating failed';
        const [path, body] = cancels
          ? ['cancel', { reason }]
          : ['refunds', { reason, from: { hostReceives: amount, platformKeeps: 0, taxes: 0 } }];
        const token = await tokenFor(h, operator);
        const answer = await h.api('POST', `/v1/admin/bookings/${held.id}/${path}`, { token, body }).catch(cutOff);
        if (answer !== undefined) expect([200, 201, 409, 422, 503]).toContain(answer.status);
      },
      hasHold,
    ),
  );
