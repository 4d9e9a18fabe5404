import { instantAt } from '../../src/kernel/dates.ts';
import { bookWith, pay, quotedToken, see } from '../bookings/scene.ts';
import { savedCard } from '../cards/scene.ts';
import { isOfDeposit } from '../harness/deposit-invariants.ts';
import { ask, type Person } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';
import { ahead, cast as castPayable, DAY, until } from '../payouts/scene.ts';

export const DEPOSIT = 200_00;

/** A host with an account and a listing with a deposit, and a guest. */
export function cast(h: Harness) {
  return castPayable(h, { damage_deposit: DEPOSIT });
}

/** A confirmed stay with a deposit so many days from now, and its clocks. */
export async function stayWithDeposit(
  h: Harness,
  guest: Person,
  listingId: string,
  { days = 20, nights = 2, card }: { days?: number; nights?: number; card?: string } = {},
) {
  const saved = await savedCard(h, guest, card);
  const { checkIn, checkOut } = ahead(h, days, nights);
  const quote = await quotedToken(h, guest, listingId, { checkIn, checkOut });
  const held = await bookWith(h, guest, quote, { body: { quote, card: saved.id } });
  if (held.status !== 201) throw new Error(`no hold: ${held.text}`);
  await pay(h, held.body);
  await h.drainJobs();
  const opens = instantAt(checkIn, '15:00', 'America/New_York').getTime();
  const leaves = instantAt(checkOut, '11:00', 'America/New_York').getTime();
  const clocks = { opens, leaves, due: opens - 2 * DAY, claimUntil: leaves + 2 * DAY };
  return { id: String(held.body.id), cardId: String(saved.id), ...clocks };
}

/** A stay of which the deposit is set aside, the check-in open. */
export async function begunWithDeposit(h: Harness, nights?: number) {
  const scene = await cast(h);
  const stay = await stayWithDeposit(h, scene.guest, scene.listingId, nights === undefined ? {} : { nights });
  await until(h, stay.due);
  await until(h, stay.opens);
  return { ...scene, ...stay };
}

export async function depositOf(h: Harness, person: Person, bookingId: string) {
  return (await see(h, person, bookingId)).damageDeposit;
}

export function lookAt(h: Harness, person: Person, bookingId: string) {
  return ask(h, person, 'GET', `/v1/bookings/${bookingId}/damage-deposit`);
}

export function claim(
  h: Harness,
  person: Person,
  bookingId: string,
  amount = 80_00,
  reason = 'The window of the kitchen is broken.',
) {
  const body = { amount, reason };
  return ask(h, person, 'POST', `/v1/bookings/${bookingId}/damage-deposit/claim`, body);
}

/** The intents at Stripe for the deposit of a booking, oldest first. */
export function intentsOf(h: Harness, bookingId: string) {
  return h.stripe.api
    .state()
    .paymentIntents.filter((intent) => isOfDeposit(intent) && intent.metadata.subject === bookingId);
}
