import { booked, cast as castBooking } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** When the two nights from 2027-06-03 in New York, with the check-in from 15:00, are due to the host. */
export const DUE = '2027-06-04T19:00:00.000Z';

/** Asks as this person, with a fresh token. */
export async function ask(h: Harness, person: Person, path: string): Promise<Answer> {
  return h.api('GET', path, { token: await tokenFor(h, person) });
}

/** Opens the host's account at Stripe, and gives Stripe all it asks for but `leftOut`. */
export async function openAccount(h: Harness, host: Person, leftOut: readonly string[] = []): Promise<string> {
  const token = await tokenFor(h, host);
  const { body, status, text } = await h.api('POST', '/v1/payout-account', { token, body: { country: 'US' } });
  if (status !== 201) throw new Error(`no account: ${text}`);
  await h.drainJobs();
  const stripeAccountId = accountsOf(h, body.id)[0]?.id ?? '';
  h.stripe.completeOnboarding(stripeAccountId, leftOut);
  await h.drainJobs();
  return stripeAccountId;
}

export function accountsOf(h: Harness, payoutAccountId: string) {
  return h.stripe.api.state().accounts.filter(({ metadata }) => metadata?.payoutAccountId === payoutAccountId);
}

/** A host whose payouts are not held back as a new one's, with a listing and an account, and a guest. */
export async function cast(h: Harness, columns: Parameters<typeof castBooking>[1] = {}) {
  const scene = await castBooking(h, columns);
  await paidBefore(h, scene.host);
  return { ...scene, stripeAccountId: await openAccount(h, scene.host) };
}

/** As if the host had been paid for three stays before, in a currency that nothing else is in. */
export async function paidBefore(h: Harness, host: Person): Promise<void> {
  const { listingId, guest } = await castBooking(h);
  for (let month = 1; month <= 3; month += 1) {
    const { id } = await booked(h, guest, listingId, { checkIn: `2028-0${month}-03`, checkOut: `2028-0${month}-05` });
    await h.sql(
      `with plan as (
         insert into payout_plans (booking_id, host_id, currency) values ($1, $2, 'ZMW')
         on conflict (booking_id) do update set next_at = null, host_id = $2, currency = 'ZMW' returning booking_id)
       insert into payouts (id, host_id, booking_id, currency, gross, withheld, amount, state, attempted_at, destination,
         created_at, paid_at)
       select 'pyo_before_' || $1, $2, booking_id, 'ZMW', 1, 1, 0, 'paid', $3, 'none', $3, $3 from plan`,
      [id, host.id, new Date(h.clock.now())],
    );
  }
}

/** Advances to this instant and lets happen what is due. */
export async function until(h: Harness, instant: string | number): Promise<void> {
  h.clock.set(typeof instant === 'string' ? instant : new Date(instant).toISOString());
  await h.drainJobs();
}

export async function payoutsOf(h: Harness, host: Person): Promise<Answer['body'][]> {
  const { data } = (await ask(h, host, '/v1/payouts?limit=100')).body;
  return data.filter(({ id }: { id: string }) => !id.startsWith('pyo_before_'));
}

export async function balanceOf(h: Harness, host: Person, currency = 'USD'): Promise<Answer['body']> {
  const { balances } = (await ask(h, host, '/v1/payout-balance')).body;
  return balances.find((balance: { currency: string }) => balance.currency === currency);
}

/** What Stripe has transferred to an account, less what it took back, and how often. */
export function transferredTo(h: Harness, stripeAccountId: string) {
  const transfers = h.stripe.api.state().transfers.filter(({ destination }) => destination === stripeAccountId);
  return {
    count: transfers.length,
    net: transfers.reduce((total, { amount, amount_reversed }) => total + amount - amount_reversed, 0),
  };
}

/** The balances of a booking in the ledger that are not zero. */
export async function ledgerOf(h: Harness, holder: string): Promise<Record<string, number>> {
  const rows = await h.sql<{ account: string; balance: number }>(
    'select account, balance::int from ledger_balances where holder = $1 and balance <> 0 order by account',
    [holder],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}
