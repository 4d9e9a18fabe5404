import { addDays, instantAt } from '../../src/kernel/dates.ts';
import { cast } from '../bookings/scene.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { DECLINES_CHARGES } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import type { Stage } from './stage.ts';
import { BY_HAND } from './step.ts';
import { booked, type Ending, expectStatus, type Held, hold, move, pay, type Story, saveCard } from './stories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Far enough ahead that the payment is settled before the stay begins. */
const DAYS_AHEAD = 20;
/** What somebody refunds in Stripe's dashboard. */
const IN_DASHBOARD = 50_00;

/** What may become of a booking once it is confirmed, and of one whose time is moved: they are told in a sandbox. */
export const laterStories: readonly Story[] = [
  { name: 'altered by the guest, who pays more', play: (stage) => answered(stage, 'accept', 3) },
  {
    name: 'altered by the host, who gives back',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h);
      const booking = await booked(stage, guest, listingId);
      const { id } = await propose(stage, host, booking, 1);
      await answer(stage, guest, id, 'accept');
      await stage.settle();
      await expectNights(stage, guest, booking, 1);
      return [{ id: booking.id, state: 'confirmed' }];
    },
  },
  {
    name: 'not altered: what the guest would pay more was declined',
    play: (stage) => answered(stage, 'decline', 2),
  },
  {
    name: 'cancelled by support',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const support = await createPerson(stage.h, { roles: ['support'] });
      const { id } = await booked(stage, guest, listingId);
      const cancel = stage.call(support, 'POST', `/v1/admin/bookings/${id}/cancel`, { reason: 'The heating failed' });
      await expectStatus(200, cancel);
      return [{ id, state: 'cancelled' }];
    },
  },
  {
    name: 'cancelled by the guest after a part was refunded in the dashboard, which fails',
    async play(stage) {
      const { guest, listingId } = await cast(stage.h);
      const support = await createPerson(stage.h, { roles: ['support'] });
      const { id, payment } = await booked(stage, guest, listingId);
      const { id: outside } = await refundInDashboard(stage, payment.id);
      await move(stage, guest, id, 'cancel');
      await stage.settle();
      stage.h.stripe.settleRefund(outside, 'failed');
      await stage.settle();
      const body = { reason: 'It came back.' };
      const { refund } = await expectStatus(
        201,
        stage.call(support, 'POST', `/v1/admin/bookings/${id}/returned-refunds`, body),
      );
      if (refund !== IN_DASHBOARD) throw new Error(`${refund} is paid once more`);
      return [{ id, state: 'cancelled' }];
    },
  },
  {
    name: 'a guest who did not come',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h);
      const booking = await booked(stage, guest, listingId, DAYS_AHEAD);
      await until(stage, checkInOf(booking) + HOUR);
      await move(stage, host, booking.id, 'report-no-show');
      return [{ id: booking.id, state: 'cancelled' }];
    },
  },
  {
    name: 'a host who is paid',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h);
      await expectStatus(201, stage.call(host, 'POST', '/v1/payout-account', { country: 'US' }));
      await stage.settle();
      const account = stage.h.stripe.api.state().accounts.at(-1);
      stage.h.stripe.completeOnboarding(account?.id ?? '');
      const booking = await booked(stage, guest, listingId, DAYS_AHEAD);
      // A host who is new is paid a week later than others.
      await until(stage, checkInOf(booking) + 8 * DAY);
      const { data } = await expectStatus(200, stage.call(host, 'GET', '/v1/payouts'));
      if (data[0]?.state !== 'paid') throw new Error(`the payout is ${data[0]?.state}`);
      // Stripe pays it to the host's bank.
      await until(stage, checkInOf(booking) + 12 * DAY);
      return [{ id: booking.id, state: 'completed' }];
    },
  },
  {
    name: 'paid in two parts, the rest with the saved card',
    async play(stage) {
      const { guest, held } = await inTwoParts(stage);
      const { rest } = await expectStatus(200, stage.call(guest, 'GET', `/v1/bookings/${held.id}`));
      if (rest.state !== 'paid') throw new Error(`the rest is ${rest.state}`);
      return [{ id: held.id, state: 'confirmed' }];
    },
  },
  {
    name: 'paid in two parts, the rest with another card at the last moment',
    async play(stage) {
      const { guest, held, payBy } = await inTwoParts(stage, DECLINES_CHARGES);
      await until(stage, payBy - HOUR);
      await payRest(stage, guest, held);
      await until(stage, payBy);
      return [{ id: held.id, state: 'confirmed' }];
    },
  },
  {
    name: 'cancelled while the rest is being paid',
    async play(stage) {
      const { guest, held } = await inTwoParts(stage, DECLINES_CHARGES);
      await payRest(stage, guest, held);
      await move(stage, guest, held.id, 'cancel');
      return [{ id: held.id, state: 'cancelled' }];
    },
  },
  {
    name: 'paid in two parts, the rest never',
    async play(stage) {
      const { held, payBy } = await inTwoParts(stage, DECLINES_CHARGES);
      await until(stage, payBy);
      return [{ id: held.id, state: 'cancelled' }];
    },
  },
  {
    name: 'a request whose time is moved on until nobody has answered it',
    async play(stage) {
      const { guest, host, listingId } = await cast(stage.h, { instant_booking: false });
      const { id } = await booked(stage, guest, listingId);
      const asked = stage.h.clock.now();
      const body = { advanceTo: new Date(asked + 3 * DAY).toISOString() };
      await expectStatus(202, stage.call(host, 'POST', `/v1/bookings/${id}/test-clock`, body));
      await stage.settle();
      const { advancingTo } = await expectStatus(200, stage.call(host, 'GET', `/v1/bookings/${id}/test-clock`));
      if (advancingTo !== null) throw new Error(`its time is still being moved to ${advancingTo}`);
      const [reminded] = await stage.h.sql<{ state: string }>(
        "select state from notifications where subject = $1 and kind = 'booking-reminder'",
        [id],
      );
      if (reminded?.state !== 'sent') throw new Error(`the letter that reminds the host is ${reminded?.state}`);
      return [{ id, state: 'expired' }];
    },
  },
];

/** As somebody does by hand. */
async function refundInDashboard({ h }: Stage, paymentId: string): Promise<{ id: string }> {
  const intent = h.stripe.api.state().paymentIntents.find(({ metadata }) => metadata.paymentId === paymentId);
  const metadata = { why: BY_HAND };
  return clientOf(h.stripe).refunds.create({ payment_intent: intent?.id ?? '', amount: IN_DASHBOARD, metadata });
}

/** A stay of which the first part is paid, and the rest due. */
async function inTwoParts(stage: Stage, card?: string) {
  const { guest, listingId } = await cast(stage.h);
  const { id } = await saveCard(stage, guest, card);
  const held = await hold(stage, guest, listingId, { card: id, split: true, daysAhead: DAYS_AHEAD });
  await pay(stage, held);
  await stage.settle();
  await until(stage, Date.parse(held.rest?.dueAt ?? ''));
  return { guest, held, payBy: Date.parse(held.rest?.payBy ?? '') };
}

/** Pays the rest in the guest's browser, with a card that works. */
async function payRest(stage: Stage, guest: Person, { id }: Held): Promise<void> {
  const { rest } = await expectStatus(200, stage.call(guest, 'GET', `/v1/bookings/${id}`));
  const payment = await expectStatus(200, stage.call(guest, 'GET', `/v1/payments/${rest.paymentId}`));
  await pay(stage, { payment });
}

/** The guest pays for three nights instead of two, the host answers, and so many nights it is. */
async function answered(stage: Stage, name: 'accept' | 'decline', nights: number): Promise<Ending[]> {
  const { guest, host, listingId } = await cast(stage.h);
  const booking = await booked(stage, guest, listingId);
  const proposal = await propose(stage, guest, booking, 3);
  await pay(stage, proposal);
  await stage.settle();
  await answer(stage, host, proposal.id, name);
  await stage.settle();
  await expectNights(stage, guest, booking, nights);
  return [{ id: booking.id, state: 'confirmed' }];
}

/** Proposes as many nights from the same day. */
async function propose(stage: Stage, by: Person, { id, checkIn }: Held, nights: number): Promise<Held> {
  const body = { checkIn, checkOut: addDays(checkIn, nights), party: { adults: 2 } };
  return expectStatus(201, stage.call(by, 'POST', `/v1/bookings/${id}/alterations`, body));
}

async function answer(stage: Stage, by: Person, id: string, name: 'accept' | 'decline'): Promise<void> {
  await expectStatus(200, stage.call(by, 'POST', `/v1/alterations/${id}/${name}`));
}

async function expectNights(stage: Stage, guest: Person, { id, checkIn }: Held, nights: number): Promise<void> {
  const { checkOut } = await expectStatus(200, stage.call(guest, 'GET', `/v1/bookings/${id}`));
  if (checkOut !== addDays(checkIn, nights)) throw new Error(`the stay from ${checkIn} ends on ${checkOut}`);
}

function checkInOf({ checkIn }: Held): number {
  return instantAt(checkIn, '15:00', 'America/New_York').getTime();
}

async function until(stage: Stage, at: number): Promise<void> {
  stage.h.clock.advance(Math.max(0, at - stage.h.clock.now()));
  await stage.settle();
}
