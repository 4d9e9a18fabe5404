import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantAt } from '../../src/kernel/dates.ts';
import { cast, end, move, see } from '../bookings/scene.ts';
import { createDesk } from '../disputes/scene.ts';
import { ask as askGraph } from '../graphql/ask.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { bookedAhead, cast as castPaid, DAY, ledgerOf, openAccount, transferredTo, until } from '../payouts/scene.ts';
import { guestReview, hostReview, review } from '../reviews/scene.ts';
import { leave, openOf } from './scene.ts';

const HOSTS = 194_00;

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const { asSupport, dispute, lose, disputeOf, booksOf } = createDesk(() => ({ h, support }));

const bySupport = async (bookingId: string, what: string, body: object) =>
  h.api('POST', `/v1/admin/bookings/${bookingId}/${what}`, { token: await tokenFor(h, support), body });

/** Jobs that fail, or wait for what nobody does any more. */
const stuck = () => h.sql('select kind, last_error from jobs where done_at is null and last_error is not null');
/** What became of what this person was to be told since they left. */
const toldSince = async ({ id }: Person) =>
  h.sql(
    `select kind, state, dropped_because from notifications join people on people.id = person_id
     where person_id = $1 and kind <> 'account-closed' and notifications.created_at >= left_at`,
    [id],
  );

/** A stay that is over and paid out. */
async function over() {
  const scene = await castPaid(h);
  const stay = await bookedAhead(h, scene.guest, scene.listingId);
  await until(h, stay.held);
  expect(transferredTo(h, scene.stripeAccountId)).toEqual({ count: 1, net: HOSTS });
  return { ...scene, stay };
}

describe('a host who has left', () => {
  test('gives back what support gives the guest, and is paid what a bank gives back later', async () => {
    const { guest, host, stay, stripeAccountId } = await over();
    h.clock.advance(60_000);
    await leave(h, host);
    const from = { hostReceives: 50_00, platformKeeps: 0, taxes: 0 };
    expect((await bySupport(stay.id, 'refunds', { reason: 'The heating failed', from })).status).toBe(201);
    await h.drainJobs();
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: HOSTS - 50_00 });

    const lost = await dispute(stay.id);
    await lose(lost);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 0 });
    await until(h, h.clock.now() + 30 * DAY);
    h.stripe.overturnDispute(lost);
    await until(h, h.clock.now() + DAY);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: HOSTS - 50_00 });
    expect(await ledgerOf(h, host.id)).not.toHaveProperty('host');
    const told = await toldSince(host);
    expect(told).toContainEqual({ kind: 'dispute-opened', state: 'dropped', dropped_because: 'unreachable' });
    expect(told.filter(({ state }) => state !== 'dropped')).toEqual([]);
    expect(await stuck()).toEqual([]);
    expect((await see(h, guest, stay.id)).host).toEqual({ id: host.id, name: 'Former member', avatarUrl: null });
  });
});

test('what they wrote and did with others stays theirs to read, under another name', async () => {
  const host = await createPerson(h, { name: 'Zorka Quux' });
  const guest = await createPerson(h);
  const { checkOut, held, id: bookingId } = await bookedAhead(h, guest, await createListing(h, host));
  await openAccount(h, host);
  const body = { text: 'The key is under the mat.' };
  const token = await tokenFor(h, host);
  const { body: sent } = await h.api('POST', `/v1/bookings/${bookingId}/messages`, { token, body });
  await until(h, instantAt(checkOut, '12:00', 'America/New_York').getTime());
  for (const [by, said] of [
    [host, hostReview()],
    [guest, guestReview()],
  ] as const) {
    expect((await review(h, by, bookingId, said)).status).toBe(201);
  }
  await until(h, held);
  h.clock.advance(60_000);
  await leave(h, host);
  await h.drainJobs();
  const former = { id: host.id, name: 'Former member', avatarUrl: null };
  const { body: thread } = await ask(h, guest, 'GET', `/v1/threads/${sent.threadId}`);
  expect(thread.with).toEqual(former);
  const messages = await ask(h, guest, 'GET', `/v1/threads/${sent.threadId}/messages`);
  expect(messages.body.data).toMatchObject([{ text: body.text }]);
  expect((await ask(h, guest, 'GET', '/v1/threads')).body.data).toMatchObject([{ with: former }]);
  expect((await see(h, guest, bookingId)).host).toEqual(former);
  const ofGuest = await h.api('GET', `/v1/people/${guest.id}/reviews`);
  expect([ofGuest.status, JSON.stringify(ofGuest.body).includes('Quux')]).toEqual([200, false]);
  const query = `{ person(id: "${host.id}") { name } }`;
  expect((await askGraph(h, query, { token: await tokenFor(h, guest) })).codes).toEqual(['not-found']);
  const answer = await h.api('POST', `/v1/threads/${sent.threadId}/messages`, {
    token: await tokenFor(h, guest),
    body: { text: 'Thank you!' },
  });
  expect(answer.status).toBe(201);
  await h.drainJobs();
  expect(await toldSince(host)).toEqual([{ kind: 'message', state: 'dropped', dropped_because: 'unreachable' }]);
});

// Last: what a host's bank has already is paid by the marketplace, which has less for others then.
describe('a guest who has left', () => {
  test('disputes a payment a month later: support answers without the name, and the money goes as it would', async () => {
    const { guest, host, stay } = await over();
    await leave(h, guest);
    await until(h, h.clock.now() + 30 * DAY);
    const opened = await dispute(stay.id);
    const { id } = await disputeOf(stay.id);
    const { body } = await asSupport('GET', `/${id}`);
    expect(body.evidence).toMatchObject({ customerName: '', customerEmail: '' });
    expect((await asSupport('POST', `/${id}/contest`, { statement: 'It took place.' })).status).toBe(200);
    await h.drainJobs();
    const sent = h.stripe.api.state().disputes.find((one) => one.id === opened)?.evidence;
    expect(sent).toMatchObject({ customer_name: null, customer_email_address: null });
    await lose(opened);
    expect(await disputeOf(stay.id)).toMatchObject({ state: 'lost' });
    // By then the host's bank has the money: it is kept from what the host is paid next.
    expect(await ledgerOf(h, host.id)).toMatchObject({ receivables: HOSTS });
    expect(await openOf(h, host)).toEqual([['debt-open', host.id]]);
    expect(await stuck()).toEqual([]);
  });

  test('is owed a refund that came back, and is paid it', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await bookedAhead(h, guest, listingId);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    await leave(h, guest);
    const made = h.stripe.api.state().refunds.at(-1);
    h.stripe.settleRefund(made?.id ?? '', 'failed');
    await h.drainJobs();
    expect((await booksOf(id)).guest).toBeLessThan(0);
    expect((await bySupport(id, 'returned-refunds', { reason: 'The card was replaced' })).status).toBe(201);
    await h.drainJobs();
    expect(await booksOf(id)).not.toHaveProperty('guest');
    expect(await stuck()).toEqual([]);
  });
});
