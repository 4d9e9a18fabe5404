import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { newId } from '../../src/kernel/ids.ts';
import {
  changeEmail,
  freshEmail,
  mailedToken,
  openAccount,
  PASSWORD,
  requestEmailChange,
  signIn,
  signUp,
} from '../accounts/account.ts';
import { cast, hold, pay, quotedToken } from '../bookings/scene.ts';
import { savedCard } from '../cards/scene.ts';
import { type Operation, operations, type Parameter } from '../contract/operations.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import { DISPUTED_CARD } from '../harness/test-cards.ts';
import { payoutsOf } from '../payouts/scene.ts';
import { samples as images } from '../platform/image-samples.ts';
import { guestReview, review, stayed } from '../reviews/scene.ts';
import { bodyFor, everybody, type Stage, setStage, valueFor } from './stage.ts';
import { mayWrite } from './who-may.ts';

const MINUTE = 60_000;

/** A booking with those who are in it. */
type Life = Awaited<ReturnType<typeof cast>> & { booking: Answer['body'] };
const requested = { instant_booking: false };
const begun = {
  accepted: { columns: requested },
  declined: { columns: requested },
  withdrawn: { columns: requested },
  altered: {},
  disputed: { card: DISPUTED_CARD },
  cancelled: {},
  past: {},
  absent: {},
} satisfies Record<string, { columns?: typeof requested; card?: string }>;

let h: Harness;
let sandbox: Harness;
let receivers: Receivers;
let stage: Stage;
let lives: Record<keyof typeof begun, Life>;
beforeAll(async () => {
  receivers = await startReceivers();
  h = await startHarness({ vars: { TEST_ORIGINS: receivers.url } });
  sandbox = await startHarness({ vars: { SANDBOX: 'true' } });
  stage = await setStage(h, receivers);
  const entries = Object.entries<{ columns?: typeof requested; card?: string }>(begun);
  const led = await Promise.all(entries.map(async ([name, { columns, card }]) => [name, await live(columns, card)]));
  lives = Object.fromEntries(led);
  await h.drainJobs();
});
afterAll(async () => {
  await h.close();
  await sandbox.close();
  await receivers.close();
});

async function live(columns?: typeof requested, card?: string): Promise<Life> {
  const scene = await cast(h, columns);
  const booking = await hold(h, scene.guest, scene.listingId);
  await pay(h, booking, card);
  return { ...scene, booking };
}

async function ask(by: Person, method: string, path: string, body?: unknown): Promise<Answer['body']> {
  const answer = await h.api(method, path, { token: await tokenFor(h, by), body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.body;
}

/** How an operation is done to good effect: by whom, to what, and with which body; in a world of its own, if not in `h`. */
interface Deed {
  world?: Harness;
  token?: string | undefined;
  params?: Record<string, string>;
  body?: unknown;
}

const by = async (person: Person, params: Deed['params'] = {}, body?: unknown): Promise<Deed> => ({
  token: await tokenFor(h, person),
  params,
  body,
});

/** A deposit of which all was claimed if it was taken, else that is set aside. */
async function insertDeposit({ guest, host, booking }: Life, state: 'authorised' | 'captured') {
  const [depositId, holdId, now] = [newId('deposit'), newId('depositHold'), new Date(h.clock.now())];
  const { id: cardId } = await savedCard(h, guest);
  const taken = state === 'captured' ? 20_000 : 0;
  await h.sql(
    `with deposit as (
       insert into deposits (id, booking_id, guest_id, host_id, amount, currency, card_id, state, hold_id, created_at,
         updated_at, captured_amount, claim_amount, claim_reason, claimed_at)
       values ($1, $2, $3, $4, 20000, 'USD', $5, $8, $6, $7, $7, $9::bigint, nullif($9::bigint, 0), case when $9::bigint > 0 then 'Broken' end,
         case when $9::bigint > 0 then $7::timestamptz end))
     insert into deposit_holds (id, deposit_id, state, attempted_at, created_at) values ($6, $1, $8, $7, $7)`,
    [depositId, booking.id, guest.id, host.id, cardId, holdId, now, state, taken],
  );
}

const samples: Record<string, string> = { from: '2027-06-01', to: '2027-06-08', jurisdiction: 'US-NY' };
const nights = { checkIn: '2027-10-03', checkOut: '2027-10-05', party: { adults: 2 } };

async function inSandbox(): Promise<Deed> {
  const { guest, listingId } = await cast(sandbox);
  const { id } = await hold(sandbox, guest, listingId);
  return { world: sandbox, token: guest.token, params: { id } };
}

/** What is done to a thing of its own, because the stage's is not, or no longer, as it has to be. Time passes in the last. */
const deeds: Readonly<Record<string, () => Promise<Deed>>> = {
  async accounts_verifyEmail() {
    const email = freshEmail();
    await signUp(h, email);
    return { body: { token: await mailedToken(h, email), password: PASSWORD } };
  },
  async passwordResets_complete() {
    const { email } = await openAccount(h);
    await h.api('POST', '/v1/password-resets', { body: { email } });
    return { body: { token: await mailedToken(h, email), newPassword: 'nine geese at dusk' } };
  },
  sessions_signIn: async () => ({ body: await openAccount(h) }),
  async sessions_refresh() {
    const { refreshToken } = await signIn(h, await openAccount(h));
    return { body: { refreshToken } };
  },
  async accounts_changePassword() {
    const { accessToken } = await signIn(h, await openAccount(h));
    return { token: accessToken, body: { currentPassword: PASSWORD, newPassword: 'nine geese at dusk' } };
  },
  async emailChanges_request() {
    const { accessToken } = await signIn(h, await openAccount(h));
    return { token: accessToken, body: { email: freshEmail(), currentPassword: PASSWORD } };
  },
  async emailChanges_complete() {
    const email = freshEmail();
    await requestEmailChange(h, await signIn(h, await openAccount(h)), email);
    return { body: { token: await mailedToken(h, email), password: PASSWORD } };
  },
  async accounts_close() {
    const { accessToken } = await signIn(h, await openAccount(h));
    return { token: accessToken, body: { currentPassword: PASSWORD } };
  },
  issuer_get: () => by(stage.people.admin),
  async payoutAccount_get() {
    const { host } = lives.past;
    await ask(host, 'POST', '/v1/payout-account', { country: 'US' });
    await h.drainJobs();
    for (const { id } of h.stripe.api.state().accounts) h.stripe.completeOnboarding(id);
    await h.drainJobs();
    return by(host);
  },
  listings_update: async () => by(lives.past.host, { id: lives.past.listingId }, { title: 'Loft by the sea' }),
  async listings_publish() {
    const { host } = lives.past;
    return by(host, { id: await createListing(h, host, { state: 'draft', published_at: null }) });
  },
  async photos_complete() {
    const { host, listingId: id } = lives.past;
    const photo = { contentType: 'image/jpeg', byteSize: images.jpeg.byteLength };
    const { photo: asked, upload } = await ask(host, 'POST', `/v1/listings/${id}/photos`, photo);
    await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(images.jpeg) });
    return by(host, { id, photoId: asked.id });
  },
  async photos_order() {
    const { host, listingId: id } = lives.past;
    const photos = await h.sql<{ id: string }>('select id from photos where listing_id = $1', [id]);
    return by(host, { id }, { photoIds: photos.map((photo) => photo.id) });
  },
  async feeds_refresh() {
    const { host, listingId: id } = lives.past;
    const feed = { channel: 'airbnb', url: receivers.receive('/feed', { status: 503 }) };
    const { id: feedId } = await ask(host, 'POST', `/v1/listings/${id}/feeds`, feed);
    await h.drainJobs();
    h.clock.advance(2 * MINUTE);
    return by(host, { id, feedId });
  },
  promotions_create: () => by(lives.past.host, { id: lives.past.listingId }),
  quotes_create: () => by(lives.past.guest, { id: lives.past.listingId }, nights),
  async bookings_create() {
    const { guest, listingId } = lives.absent;
    return by(guest, {}, { quote: await quotedToken(h, guest, listingId, nights) });
  },
  async bookings_release() {
    const { guest, listingId } = lives.cancelled;
    const held = await hold(h, guest, listingId, { checkIn: '2027-11-03', checkOut: '2027-11-05' });
    return by(guest, { id: held.id });
  },
  testClocks_get: inSandbox,
  testClocks_advance: inSandbox,
  bookings_accept: () => by(lives.accepted.host, { id: lives.accepted.booking.id }),
  bookings_decline: () => by(lives.declined.host, { id: lives.declined.booking.id }),
  bookings_withdraw: () => by(lives.withdrawn.guest, { id: lives.withdrawn.booking.id }),
  alterations_propose: () => by(lives.altered.host, { id: lives.altered.booking.id }, nights),
  async alterations_withdraw() {
    const { host, booking } = lives.altered;
    const [open] = (await ask(host, 'GET', `/v1/bookings/${booking.id}/alterations`)).data;
    return by(host, { id: open.id });
  },
  async support_restoreEmail() {
    const { accessToken: token } = await signIn(h, await openAccount(h));
    const { id, email } = (await h.api('GET', '/v1/me', { token })).body;
    await changeEmail(h, { accessToken: token }, freshEmail());
    return by(stage.people.support, { id }, { email, reason: 'Case 4711' });
  },
  support_findPerson: () => by(stage.people.support, { email: stage.people.guest.email }),
  async disputes_accept() {
    const { support } = stage.people;
    const { data } = await ask(support, 'GET', '/v1/admin/disputes');
    const own = data.find((dispute: { bookingId: string }) => dispute.bookingId === lives.disputed.booking.id);
    return by(support, { id: own.id });
  },
  async differences_close() {
    const id = newId('difference');
    await h.sql(
      `insert into differences (id, reference, currency, subject, ledger, object, day, found_at)
       values ($1, 'ref_of_none', 'USD', 'none', 0, 100, '2027-02-27', $2)`,
      [id, new Date(h.clock.now())],
    );
    return by(stage.people.admin, { id }, { account: 'adjustments', reason: 'It was nobody’s.' });
  },
  support_cancelBooking: () => by(stage.people.support, { id: lives.cancelled.booking.id }),
  async support_payReturned() {
    const { id } = lives.cancelled.booking;
    await h.drainJobs();
    const { paymentIntents, refunds } = h.stripe.api.state();
    const intent = paymentIntents.find(({ metadata }) => metadata.subject === id);
    const made = refunds.find(({ payment_intent: of }) => of === intent?.id);
    h.stripe.settleRefund(made?.id ?? '', 'failed');
    await h.drainJobs();
    return by(stage.people.support, { id });
  },
  async reviews_create() {
    const { guest, bookingId: id } = await stayed(h, { columns: { check_in: '2027-02-26', check_out: '2027-02-28' } });
    return by(guest, { id }, guestReview());
  },
  async reviews_update() {
    const { guest, bookingId } = await stayed(h, { columns: { check_in: '2027-02-26', check_out: '2027-02-28' } });
    const { body } = await review(h, guest, bookingId, guestReview());
    return by(guest, { id: body.id }, guestReview(4));
  },
  async bookings_reportNoShow() {
    h.clock.set('2027-06-03T21:00:00.000Z');
    return by(lives.absent.host, { id: lives.absent.booking.id });
  },
  async deposits_claim() {
    const { host, booking } = lives.past;
    await insertDeposit(lives.past, 'authorised');
    return by(host, { id: booking.id });
  },
  async support_refundDeposit() {
    await insertDeposit(lives.disputed, 'captured');
    return by(stage.people.support, { id: lives.disputed.booking.id });
  },
  async payouts_get() {
    h.clock.set('2027-06-20T12:00:00.000Z');
    await h.drainJobs();
    const [payout] = await payoutsOf(h, lives.past.host);
    return by(lives.past.host, { id: payout.id });
  },
  bookings_getReceipt: () => by(lives.past.guest, { id: lives.past.booking.id }),
  bookings_getInvoice: () => by(lives.past.host, { id: lives.past.booking.id }),
};

/** Round trips to the database that an operation may cost when nobody is in its way. */
function mostTrips(id: string, method: string): number {
  return method === 'GET' || id === 'bookings_create' ? 1 : 2;
}

// Reads first, then writes in an order in which the stage bears them, then what has things of its own.
const [writes, apart] = [Object.keys(mayWrite), Object.keys(deeds)];
const inOrder = operations.toSorted(
  (one, other) => apart.indexOf(one.id) - apart.indexOf(other.id) || writes.indexOf(one.id) - writes.indexOf(other.id),
);

// An operation for which nothing above says how it is done to good effect fails here.
describe('each operation, when it succeeds, costs no more round trips than it may', () => {
  test.each(inOrder.map((operation) => [operation.id, operation] as const))('%s', async (id, operation) => {
    const deed = deeds[id];
    // Where nothing else is said, it is for one of the stage's people.
    const own: Deed[] = everybody(stage).map(([, { token }]) => ({ token: operation.public ? undefined : token }));
    const refusals: string[] = [];
    for (const tried of deed === undefined ? own : [await deed()]) {
      const { world = h } = tried;
      const answer = await world.api(operation.method, ...requestOf(operation, tried));
      if (answer.status < 300) return expect(answer.trips).toBeLessThanOrEqual(mostTrips(id, operation.method));
      refusals.push(answer.text);
    }
    expect.fail(`nobody does it to good effect: ${refusals.join('\n')}`);
  });
});

function requestOf(
  { id, path, parameters, body, keyed }: Operation,
  { token, params = {}, body: own }: Deed,
): [path: string, options: Parameters<Harness['api']>[2]] {
  const given = (parameter: Parameter) =>
    params[parameter.name] ?? samples[parameter.name] ?? valueFor(stage, parameter);
  const inPath = new Map(parameters.filter((one) => one.in === 'path').map((one) => [one.name, given(one)]));
  const inQuery = parameters.filter((one) => one.in === 'query' && one.isAsked).map((one) => [one.name, given(one)]);
  return [
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPath.get(name) ?? ''),
    {
      query: Object.fromEntries(inQuery),
      ...(token === undefined ? {} : { token }),
      ...(body === undefined ? {} : { body: own ?? bodyFor(stage, id) }),
      ...(keyed ? {} : { key: null }),
    },
  ];
}
