import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end } from '../bookings/scene.ts';
import { bookedInParts, restOf } from '../bookings/split-scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, type Person } from '../harness/people.ts';
import { ledgerOf, until } from '../payouts/scene.ts';
import { createDesk } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const { dispute, lose } = createDesk(() => ({ h, support }));

/** Has support give so much of the host's share back. */
function refundBySupport(bookingId: string, hostReceives: number) {
  const from = { hostReceives, platformKeeps: 0, taxes: 0 };
  return ask(h, support, 'POST', `/v1/admin/bookings/${bookingId}/refunds`, { reason: 'The heating failed', from });
}

test('a lost dispute takes from each what it has, also where an alteration has divided the same sum anew', async () => {
  const { host, guest, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  // The city has a tax by now, and the host lowers the price so that the guest pays the same.
  await h.sql(`update listings set tax_name = 'City tax', tax_bps = 1000 where id = $1`, [listingId]);
  const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 }, nightly: 91_95 };
  const proposed = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, stay);
  expect(proposed.body).toMatchObject({ difference: 0 });
  expect(await ask(h, guest, 'POST', `/v1/alterations/${proposed.body.id}/accept`)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await ledgerOf(h, id)).toMatchObject({ tax: -18_39 });
  await lose(await dispute(id));
  const { stripe, 'stripe-fees': fees, ...rest } = await ledgerOf(h, id);
  expect(rest).toEqual({});
  expect(stripe).toBe(0 - Number(fees));
  expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
});

test('of a share support gives back no more than a lost dispute has left of it, by a refund or by a cancellation', async () => {
  const { host, guest, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  await lose(await dispute(id, 100_00));
  expect(await ledgerOf(h, id)).toMatchObject({ host: -109_06, platform: -19_34 });
  const refused = { status: 422, body: { errors: [{ pointer: '/from/hostReceives', code: 'too-much' }] } };
  expect(await refundBySupport(id, 109_07)).toMatchObject(refused);
  const cancel = (hostReceives: number) => {
    const kept = { hostReceives, platformKeeps: 34_40, taxes: 0 };
    return ask(h, support, 'POST', `/v1/admin/bookings/${id}/cancel`, { reason: 'The heating failed', kept });
  };
  expect(await cancel(84_93)).toMatchObject({ status: 409, body: { code: 'payment-disputed' } });
  expect(await refundBySupport(id, 9_06)).toMatchObject({ status: 201, trips: 2 });
  expect(await cancel(84_94)).toMatchObject({ status: 200, trips: 2, body: { refund: 100_00 } });
  await h.drainJobs();
  expect(await ledgerOf(h, id)).not.toHaveProperty('host');
  expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
});

test('nobody gives back more than a lost dispute has left them where the terms of a cancellation say so', async () => {
  // Only the cleaning goes back, which is the host's alone.
  const terms = { cleaning_fee: 100_00, cancellation_policy: 'nonRefundable' };
  const { host, guest, listingId } = await cast(h, terms);
  const { id } = await booked(h, guest, listingId);
  const { body: preview } = await ask(h, guest, 'GET', `/v1/bookings/${id}/refund-preview`);
  // As much is left as would go back, but not all of it to the host.
  await lose(await dispute(id, preview.kept.guestPays));
  const refused = { status: 409, body: { code: 'payment-disputed' } };
  expect(await ask(h, guest, 'POST', `/v1/bookings/${id}/cancel`)).toMatchObject(refused);
  expect(await ledgerOf(h, id)).toMatchObject({ host: expect.any(Number), platform: expect.any(Number) });
  expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
});

test('nobody gives back more than a lost dispute has left them where an alteration costs less', async () => {
  const { host, guest, listingId } = await cast(h);
  const { id, totals } = await booked(h, guest, listingId);
  // What the city gets by now comes out of what the others give back, too.
  await h.sql(`update listings set tax_name = 'City tax', tax_bps = 1000 where id = $1`, [listingId]);
  const stay = { checkIn: '2027-06-03', checkOut: '2027-06-04', party: { adults: 2 } };
  const { body: proposed } = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, stay);
  await lose(await dispute(id, totals.guestPays + proposed.difference));
  const accepted = await ask(h, guest, 'POST', `/v1/alterations/${proposed.id}/accept`);
  expect(accepted).toMatchObject({ status: 409, body: { code: 'payment-disputed' } });
  expect(await ledgerOf(h, id)).toMatchObject({ host: expect.any(Number), platform: expect.any(Number) });
  expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
});

test.each(['before', 'while'] as const)(
  'nobody gives up a share that a dispute takes %s an alteration divides the same sum anew',
  async (when) => {
    const { host, guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    await h.sql(`update listings set tax_name = 'City tax', tax_bps = 1000 where id = $1`, [listingId]);
    const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 }, nightly: 91_95 };
    const { body: proposed } = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, stay);
    const disputed = await dispute(id, 220_00);
    let isLost = when === 'before';
    if (isLost) await lose(disputed);
    h.faults.db.use(async (_, { body }) => {
      if (isLost || !body.includes('alteration:alt_')) return undefined;
      isLost = true;
      await lose(disputed);
      return undefined;
    });
    const accepted = await ask(h, guest, 'POST', `/v1/alterations/${proposed.id}/accept`);
    h.faults.db.reset();
    expect(accepted).toMatchObject({ status: 409, body: { code: 'payment-disputed' } });
    expect(await ledgerOf(h, id)).toMatchObject({ host: -7_13, platform: -1_27 });
    expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
  },
);

test.each(['before', 'while'] as const)(
  'a refund out of the rest that is promised %s the first part is lost leaves nobody owing what they never had',
  async (when) => {
    const { host, guest, listingId } = await cast(h);
    const { id, restDue } = await bookedInParts(h, guest, listingId);
    await until(h, restDue);
    const disputed = await dispute(id);
    let isRefunded = false;
    const refund = async () => {
      isRefunded = true;
      expect(await refundBySupport(id, 110_00)).toMatchObject({ status: 201 });
    };
    if (when === 'before') await refund();
    h.faults.db.use(async (_, { body }) => {
      if (!isRefunded && body.includes('dispute-lost:dp_')) await refund();
      return undefined;
    });
    await lose(disputed);
    h.faults.db.reset();
    expect(isRefunded).toBe(true);
    // Of the 228.40 that were paid 4.20 are left, to each in proportion to what the refund had left them.
    expect(await ledgerOf(h, id)).toMatchObject({ host: -2_98, platform: -1_22 });
    expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
  },
);

test('a refund out of the rest that is being promised when the first part is lost is refused', async () => {
  const { host, guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId);
  await until(h, restDue);
  const disputed = await dispute(id);
  let isLost = false;
  h.faults.db.use(async (_, { body }) => {
    if (isLost || !body.includes('refund-promised:')) return undefined;
    isLost = true;
    await lose(disputed);
    return undefined;
  });
  expect(await refundBySupport(id, 110_00)).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
  h.faults.db.reset();
  expect(isLost).toBe(true);
  expect(await ledgerOf(h, id)).toMatchObject({ host: -97_00, platform: -17_20 });
  expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
});

test.each(['refund', 'cancellation'] as const)(
  'a %s that is being promised when a rest is lost that is captured but not counted leaves nobody owing what they never had',
  async (kind) => {
    const { host, guest, listingId } = await cast(h);
    const { id, restDue } = await bookedInParts(h, guest, listingId);
    expect(await refundBySupport(id, 80_00)).toMatchObject({ status: 201 });
    let disputed = '';
    let isLost = false;
    h.faults.db.use(async (_, { body }) => {
      if (body.includes('\\"booking_rests\\" set \\"settled_at\\"')) return 'refuse';
      if (disputed === '' || isLost || !body.includes('refund-promised:')) return undefined;
      isLost = true;
      await lose(disputed);
      return undefined;
    });
    await until(h, restDue);
    const rest = h.stripe.api.state().charges.findLast(({ metadata }) => metadata.subject === id);
    disputed = h.stripe.openDispute(rest?.id ?? '');
    await h.drainJobs();
    expect(await ledgerOf(h, id)).toMatchObject({ host: -114_00, platform: -34_40 });
    const reason = 'The heating failed';
    const fee = { hostReceives: 0, platformKeeps: 17_20, taxes: 0 };
    const kept = { hostReceives: 17_00, platformKeeps: 0, taxes: 0 };
    const answer = await (kind === 'refund'
      ? ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, { reason, from: fee })
      : ask(h, support, 'POST', `/v1/admin/bookings/${id}/cancel`, { reason, kept }));
    h.faults.db.reset();
    expect(isLost).toBe(true);
    expect(answer).toMatchObject({ status: kind === 'refund' ? 201 : 200 });
    // What is lost waits until the rest is counted.
    expect(await ledgerOf(h, id)).toMatchObject({ host: -114_00, platform: -17_20 });
    h.clock.advance(60_000);
    await h.drainJobs();
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
    // Of what is left then each has so much of what they had before, or what the cancellation has left them.
    const { host: hosts, platform = 0 } = await ledgerOf(h, id);
    expect([hosts, platform]).toEqual(kind === 'refund' ? [-14_77, -2_23] : [-17_00, 0]);
    expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
  },
);
