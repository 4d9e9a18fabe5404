import { bookWith, pay, quotedToken, see } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/world.ts';
import { ahead } from '../payouts/scene.ts';
import type { Lives } from './cards-and-books.ts';
import { type Part, stubbornly } from './lives.ts';

const HALF = 114_20;

/** Each guest pays another stay in two parts, of which the rest is charged to the saved card once it is due. */
export function restCharged(h: Harness, { each, inTurn, made }: Lives): Part {
  const stay = ahead(h, 26);
  let held: Answer['body'][] = [];
  return {
    name: 'the rest charged to the saved card',
    calls: [
      ...made('paymentIntents.create', 'paymentIntents.retrieve'),
      'paymentIntents.retrieve',
      'paymentIntents.confirm',
    ],
    async before() {
      held = [];
      await inTurn(async ({ guest, listingId, card }) => {
        const quote = await quotedToken(h, guest, listingId, { checkIn: stay.checkIn, checkOut: stay.checkOut });
        const booking = { key: crypto.randomUUID(), body: { quote, card, split: true } };
        const { body } = await stubbornly(h, () => bookWith(h, guest, quote, booking));
        await pay(h, body);
        held.push(body);
      });
      await h.drainJobs();
    },
    async act() {
      h.clock.advance(Date.parse(held[0]?.rest.dueAt) - h.clock.now());
    },
    async endings() {
      const seen = await each(({ guest, listingId }) =>
        see(h, guest, held.find((booking) => booking.listingId === listingId)?.id),
      );
      return seen.map(({ state, rest }) => [
        state,
        rest.state,
        h.stripe.api.totals({ paymentId: rest.paymentId }).captured,
      ]);
    },
    ending: ['confirmed', 'paid', HALF],
  };
}
