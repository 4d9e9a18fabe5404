import fc from 'fast-check';
import Stripe from 'stripe';
import { expect } from 'vitest';
import { tokenFor } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { answersOf, command, cutOff, hasHold, holdAt } from './command.ts';
import type { Real } from './real.ts';

/** What else operators, banks and Stripe do: to payments, cards, disputes, hosts' accounts and people. */

export const paymentOutside = fc
  .record({ back: fc.nat(1), does: fc.constantFrom('capture', 'capture a part', 'cancel') })
  .map(({ back, does }) =>
    command(
      `${does} a payment in the dashboard(${back} back)`,
      async (real) => {
        const { held } = holdAt(real, back);
        await moveInDashboard(
          real,
          does,
          ({ metadata }) => metadata.paymentId !== undefined && metadata.subject === held.id,
        );
      },
      hasHold,
    ),
  );

export const removeCard = fc.record({ who: fc.nat(2), isOutside: fc.boolean() }).map(({ who, isOutside }) =>
  command(`a card is removed(${who}${isOutside ? ', in the dashboard' : ''})`, async (real) => {
    const [guest, cardId] = [real.guests[who], real.cardIds[who]];
    if (guest === undefined || !cardId) return;
    if (!isOutside) {
      const token = await tokenFor(real.h, guest);
      const answer = await real.h.api('DELETE', `/v1/me/cards/${cardId}`, { token }).catch(cutOff);
      if (answer !== undefined) expect(answersOf(real, guest, [204, 404, 409, 503])).toContain(answer.status);
      return;
    }
    const [card] = await real.h.sql<{ id: string }>(
      'select payment_method_id as id from saved_cards where id = $1 and removed_at is null',
      [cardId],
    );
    if (card !== undefined) await clientOf(real.h.stripe).paymentMethods.detach(card.id).catch(unmade);
  }),
);

/** A bank gives back what it had taken for good, or a part of it. */
export const overturn = fc.constantFrom(0.5, 1).map((share) =>
  command(
    `a lost dispute is overturned(${share})`,
    async (real) => {
      const ours = new Set(chargesOf(real).map(({ id }) => id));
      const lost = real.h.stripe.api
        .state()
        .disputes.findLast(
          ({ status, charge, balance_transactions: moved }) =>
            status === 'lost' && moved.length === 1 && ours.has(String(charge)),
        );
      if (lost === undefined) return;
      const part = Math.max(10, Math.floor((lost.amount * share) / 100) * 100);
      real.h.stripe.overturnDispute(lost.id, share === 1 ? lost.amount : part);
    },
    hasHold,
  ),
);

/** What Stripe asks of a host before it pays, and what the host answers. */
export const restrict = fc.constantFrom('restricted', 'complete', 'complete').map((how) =>
  command(`the host's account is ${how}`, async ({ h, host }) => {
    const [account] = await h.sql<{ id: string | null }>(
      'select stripe_account_id as id from payout_accounts where host_id = $1',
      [host.id],
    );
    if (!account?.id) return;
    if (how === 'restricted') h.stripe.restrictAccount(account.id, { missing: ['individual.id_number'] });
    else h.stripe.completeOnboarding(account.id);
  }),
);

export const suspend = fc
  .record({ who: fc.constantFrom(0, 1, 'host', 'host'), verb: fc.constantFrom('suspend', 'reinstate', 'reinstate') })
  .map(({ who, verb }) =>
    command(`${verb}(${who})`, async (real) => {
      const { h, operator, suspended } = real;
      const person = typeof who === 'string' ? real.host : real.guests[who];
      if (person === undefined) return;
      const [token, body] = [await tokenFor(h, operator), { reason: 'Case 4711' }];
      const answer = await h.api('POST', `/v1/admin/people/${person.id}/${verb}`, { token, body }).catch(cutOff);
      if (answer !== undefined) expect([200, 404, 409, 503]).toContain(answer.status);
      if (verb === 'suspend' && answer?.status !== 409) suspended.add(person.id);
    }),
  );

/** Somebody captures the latest such intent in Stripe's dashboard, whole or in part, or sets it free. */
export async function moveInDashboard(
  { h }: Real,
  does: 'capture' | 'capture a part' | 'cancel',
  isIt: (intent: Stripe.PaymentIntent) => boolean,
): Promise<void> {
  const intent = h.stripe.api
    .state()
    .paymentIntents.findLast((one) => isIt(one) && (does === 'cancel' || one.status === 'requires_capture'));
  if (intent === undefined) return;
  const { paymentIntents } = clientOf(h.stripe);
  const part = does === 'capture' ? {} : { amount_to_capture: Math.round(intent.amount / 200) * 100 };
  await (does === 'cancel' ? paymentIntents.cancel(intent.id) : paymentIntents.capture(intent.id, part)).catch(unmade);
}

/** What guests were charged for the stays of a run. */
export function chargesOf({ h, holds }: Real): Stripe.Charge[] {
  const subjects = new Set(holds.map(({ held }) => String(held.id)));
  return h.stripe.api
    .state()
    .charges.filter(({ metadata, captured }) => captured && subjects.has(metadata.subject ?? ''));
}

/** What Stripe refuses, as of a disputed charge, or has not answered. */
export function unmade(error: unknown): void {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
}
