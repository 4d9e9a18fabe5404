import { addDays, instantAt, type PlainDate, todayIn } from '../../src/kernel/dates.ts';
import { booked, cast as castBooking } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { ask, type Person, tokenFor } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A stay in New York, and when it is due to a host: to one who was paid for three stays before, and to a new one. */
export type Ahead = { checkIn: PlainDate; checkOut: PlainDate; due: number; held: number };

/** A stay so many days from now, of two nights unless said otherwise. */
export function ahead(h: Harness, days = 20, nights = 2): Ahead {
  const checkIn = addDays(todayIn('America/New_York', new Date(h.clock.now())), days);
  const due = instantAt(checkIn, '15:00', 'America/New_York').getTime() + DAY;
  return { checkIn, checkOut: addDays(checkIn, nights), due, held: due + 7 * DAY };
}

/** Books and pays such a stay. */
export async function bookedAhead(h: Harness, guest: Person, listingId: string, days?: number, nights?: number) {
  const { due, held, checkIn, checkOut } = ahead(h, days, nights);
  const { id, payment } = await booked(h, guest, listingId, { checkIn, checkOut });
  return { id, paymentId: String(payment.id), due, held, checkIn, checkOut };
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

/** A host with a listing and an account, and a guest. */
export async function cast(h: Harness, columns: Parameters<typeof castBooking>[1] = {}) {
  const scene = await castBooking(h, columns);
  return { ...scene, stripeAccountId: await openAccount(h, scene.host) };
}

/** Advances to this instant, unless it is past, and lets happen what is due. */
export async function until(h: Harness, at: number): Promise<void> {
  h.clock.advance(Math.max(0, at - h.clock.now()));
  await h.drainJobs();
}

export async function payoutsOf(h: Harness, host: Person): Promise<Answer['body'][]> {
  return (await ask(h, host, 'GET', '/v1/payouts?limit=100')).body.data;
}

export async function balanceOf(h: Harness, host: Person, currency = 'USD'): Promise<Answer['body']> {
  const { balances } = (await ask(h, host, 'GET', '/v1/payout-balance')).body;
  return balances.find((balance: { currency: string }) => balance.currency === currency);
}

/** What Stripe has transferred to an account, less what it took back, and how often. */
export function transferredTo(h: Harness, stripeAccountId: string) {
  const transfers = h.stripe.api.state().transfers.filter(({ destination }) => destination === stripeAccountId);
  return {
    count: transfers.length,
    net: transfers.reduce((total, { amount, amount_reversed: reversed }) => total + amount - reversed, 0),
  };
}

/** The balances of a booking or a person in the ledger that are not zero. */
export async function ledgerOf(h: Harness, holder: string): Promise<Record<string, number>> {
  const rows = await h.sql<{ account: string; balance: number }>(
    'select account, balance::int from ledger_balances where holder = $1 and balance <> 0 order by account',
    [holder],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}
