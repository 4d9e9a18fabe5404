import { booked, cast } from '../bookings/scene.ts';
import type { Harness } from '../harness/index.ts';
import { clientOf } from '../local/stripe/account.ts';
import { ledgerOf } from '../payouts/scene.ts';
import { PAID } from './outside-scene.ts';

/**
 * A paid stay that is paid once more by an intent too many, with such a card.
 * @param meanwhile what happens before anybody here has heard of that
 */
export async function paidTwice(h: Harness, card: string, meanwhile: (charge: string) => void = () => {}) {
  const { guest, listingId } = await cast(h);
  const { id, payment } = await booked(h, guest, listingId);
  const before = await ledgerOf(h, id);
  const stray = await clientOf(h.stripe).paymentIntents.create({
    amount: PAID,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: card,
    confirm: true,
    metadata: { paymentId: payment.id, subject: id },
  });
  const charge = String(stray.latest_charge);
  meanwhile(charge);
  await h.drainJobs();
  return {
    id: String(id),
    intent: stray.id,
    charge,
    refunds: () => h.stripe.api.state().refunds.filter(({ payment_intent: of }) => of === stray.id),
    /** What the books say of it beyond what they said before, without what Stripe keeps. */
    async booksSince() {
      const now = await ledgerOf(h, id);
      const fees = Number(now['stripe-fees']) - Number(before['stripe-fees']);
      return { guest: 'guest' in now ? now.guest : 0, stripe: Number(now.stripe) - Number(before.stripe) + fees };
    },
  };
}
