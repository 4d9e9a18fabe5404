import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';

/**
 * What support does about disputes, and what the books say of a booking.
 * @param world asked each time, since it is there only once the tests run
 */
export function createDesk(world: () => { h: Harness; support: Person }) {
  async function asSupport(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    person = world().support,
  ): Promise<Answer> {
    const { h } = world();
    const token = await tokenFor(h, person);
    return h.api(method, `/v1/admin/disputes${path}`, { token, body });
  }

  return {
    asSupport,
    /** Has the guest's bank take back what was paid for a booking first, or so much of it. */
    async dispute(bookingId: string, amount?: number): Promise<string> {
      const { h } = world();
      const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === bookingId);
      const id = h.stripe.openDispute(charge?.id ?? '', amount === undefined ? {} : { amount });
      await h.drainJobs();
      return id;
    },
    async lose(stripeDisputeId: string): Promise<void> {
      world().h.stripe.closeDispute(stripeDisputeId, 'lost');
      await world().h.drainJobs();
    },
    async disputeOf(bookingId: string): Promise<Answer['body']> {
      const { body } = await asSupport('GET', '?limit=100');
      return body.data.find((dispute: { bookingId: string }) => dispute.bookingId === bookingId);
    },
    /** The balances of a booking's accounts, without those that are even. */
    async booksOf(bookingId: string): Promise<Record<string, number>> {
      const rows = await world().h.sql<{ account: string; balance: number }>(
        'select account, balance::int as balance from ledger_balances where holder = $1 and balance <> 0 order by account',
        [bookingId],
      );
      return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
    },
  };
}
