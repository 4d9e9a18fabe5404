import { booked, cast, move } from '../bookings/scene.ts';
import { reconcile } from '../books/month.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { ask as askAs, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';

/** What a stay costs. */
export const PAID = 228_40;

/**
 * What is done and seen about refunds in Stripe's dashboard.
 * @param world asked each time, since it is there only once the tests run; the operator is `admin` and `support`
 */
export function createDashboard(world: () => { h: Harness; operator: Person }) {
  function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const { h, operator } = world();
    return askAs(h, operator, method, path, body);
  }

  /** As somebody does in the Dashboard. */
  const giveOutside = (intent: string, amount: number) =>
    clientOf(world().h.stripe).refunds.create({ payment_intent: intent, amount });

  /** A stay that is paid by a card that works. */
  async function paid() {
    const { h } = world();
    const { guest, host, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    const [row] = await h.sql<{ intent_id: string }>('select intent_id from payments where id = $1', [payment.id]);
    const refunded = () => h.stripe.api.totals({ paymentId: payment.id }).refunded;
    return { guest, host, id: String(id), intent: row?.intent_id ?? '', refunded };
  }

  return {
    ask,
    giveOutside,
    paid,
    payReturned: (id: string) => ask('POST', `/v1/admin/bookings/${id}/returned-refunds`, { reason: 'Try again.' }),
    refund: (id: string, hostReceives: number) =>
      ask('POST', `/v1/admin/bookings/${id}/refunds`, {
        reason: 'No hot water.',
        from: { hostReceives, platformKeeps: 0, taxes: 0 },
      }),
    /** What is reported of a refund at Stripe. */
    async differenceOf(reference: string) {
      const { data } = (await ask('GET', '/v1/admin/differences?limit=100')).body;
      return data.find((found: { reference: string }) => found.reference === reference);
    },
    close: (id: string, account: string) =>
      ask('POST', `/v1/admin/differences/${id}/close`, { account, reason: 'Refunded in the Dashboard after a call.' }),
    /** Ends the day, and compares it once it can be. */
    async nextDay(): Promise<void> {
      const { h } = world();
      const midnight = Math.ceil(h.clock.now() / 86_400_000) * 86_400_000;
      await reconcile(h, new Date(midnight + 7 * 3_600_000));
    },
    /** A stay that was paid, and cancelled in time after this much went back in the Dashboard. */
    async cancelledAfter(amount: number) {
      const { h } = world();
      const stay = await paid();
      const outside = await giveOutside(stay.intent, amount);
      await h.drainJobs();
      await move(h, stay.guest, stay.id, 'cancel');
      await h.drainJobs();
      return { ...stay, outside };
    },
    /** A stay that was cancelled, and whose refund came back. */
    async returned() {
      const { h } = world();
      const stay = await paid();
      await move(h, stay.guest, stay.id, 'cancel');
      await h.drainJobs();
      h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
      await h.drainJobs();
      return stay;
    },
  };
}
