import { booked, cast } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { clientOf } from '../local/stripe/account.ts';
import { ledgerOf } from '../payouts/scene.ts';
import { PAID } from './outside-scene.ts';

/** What somebody takes of a payment in part. */
export const PART = 50_00;

/** Pays by an intent that is one too many for the payment of this stay, with such a card. */
export function payAstray(h: Harness, { id, payment }: Answer['body'], card = 'pm_card_visa') {
  return clientOf(h.stripe).paymentIntents.create({
    amount: PAID,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: card,
    confirm: true,
    metadata: { paymentId: payment.id, subject: id },
  });
}

/** Somebody takes a part of what was authorised by this payment, in Stripe's Dashboard. */
export function takePart(h: Harness, { payment }: Answer['body']) {
  return clientOf(h.stripe).paymentIntents.capture(intentOf(h, payment), { amount_to_capture: PART });
}

/** The same with all of it. */
export function takeWhole(h: Harness, { payment }: Answer['body']) {
  return clientOf(h.stripe).paymentIntents.capture(intentOf(h, payment));
}

function intentOf(h: Harness, payment: { id: string }): string {
  return h.stripe.api.state().paymentIntents.find(({ metadata }) => metadata.paymentId === payment.id)?.id ?? '';
}

/**
 * A paid stay that is paid once more by an intent too many, with such a card.
 * @param meanwhile what happens before anybody here has heard of that
 */
export async function paidTwice(h: Harness, card: string, meanwhile: (charge: string) => void = () => {}) {
  const { guest, listingId } = await cast(h);
  const stay = await booked(h, guest, listingId);
  const { id } = stay;
  const before = await ledgerOf(h, id);
  const stray = await payAstray(h, stay, card);
  const charge = String(stray.latest_charge);
  meanwhile(charge);
  await h.drainJobs();
  return {
    id: String(id),
    guest,
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
