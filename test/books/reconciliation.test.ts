import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { ledgerOf } from '../payouts/scene.ts';
import { type Booked, finish, type MonthStage, openHostAccount, playDay, reconcile, startMonth } from './month.ts';
import { plants } from './plant.ts';

let h: Harness;
let stage: MonthStage;
let operator: Person;
let destination: string;
beforeAll(async () => {
  h = await startHarness();
  stage = await startMonth(h);
  operator = await createPerson(h, { roles: ['admin'] });
  destination = await openHostAccount(stage);
});
afterAll(() => h.close());

type Found = { id: string; reference: string; ledger: number; stripe: { balance: number | null }; bookingId: string };
const openDifferences = async (): Promise<Found[]> =>
  (await ask(h, operator, 'GET', '/v1/admin/differences?state=open&limit=100')).body.data;

/** The Monday of an otherwise empty week, so many weeks on. */
const monday = (week: number) => new Date(Date.UTC(2027, 2, 1 + 7 * week));
const hoursAfter = (day: Date, hours: number) => new Date(day.getTime() + hours * 3_600_000);

describe('the books of a day', () => {
  test('that agree with Stripe show no difference, page after page', async () => {
    await playDay(stage, monday(1), 120, destination);
    await reconcile(h, hoursAfter(monday(1), 30));
    const { body, trips } = await ask(h, operator, 'GET', '/v1/admin/reconciliations?limit=1');
    expect(trips).toBe(1);
    expect(body.data).toMatchObject([{ day: '2027-03-08', state: 'done', found: 0 }]);
    expect(body.data[0].pages).toBeGreaterThan(6);
    expect(await openDifferences()).toEqual([]);
  });

  test('show each of 50 planted differences, of ten kinds, with both sides, and nothing else', async () => {
    const booked = await playDay(stage, monday(2), 60, destination);
    const untouched = booked.filter(({ refundId, transferId }) => !refundId && !transferId);
    const planted: string[] = [];
    for (const [kind, plant] of Object.values(plants).entries()) {
      for (let n = 0; n < 5; n += 1) planted.push(await plant(stage, at(untouched, (kind * 5 + n) % untouched.length)));
    }
    await stage.commit();
    await reconcile(h, hoursAfter(monday(2), 30));
    const found = await openDifferences();
    expect(new Set(found.map(({ reference }) => reference))).toEqual(new Set(planted));
    expect(found).toHaveLength(50);
    expect(found.every(({ ledger, stripe }) => ledger !== (stripe.balance ?? 0))).toBe(true);
  });

  test('are corrected by a posting with a reason, once, and agree from then on', async () => {
    const [difference, ...others] = await openDifferences();
    if (difference === undefined) throw new Error('nothing differs');
    const close = `/v1/admin/differences/${difference.id}/close`;
    const closed = await ask(h, operator, 'POST', close, { reason: 'Made in the Dashboard.' });
    expect(closed).toMatchObject({ status: 200, trips: 2, body: { state: 'closed', closedBy: operator.id } });
    const postings = await h.sql(
      'select account, amount::int from ledger_entries where effect = $1 order by account desc',
      [`correction:${difference.id}`],
    );
    const missing = (difference.stripe.balance ?? 0) - difference.ledger;
    expect(postings).toEqual([
      { account: 'stripe', amount: missing },
      { account: 'adjustments', amount: 0 - missing },
    ]);
    expect((await ask(h, operator, 'POST', close, { reason: 'Again.' })).body.code).toBe('invalid-transition');
    await ask(h, operator, 'POST', '/v1/admin/reconciliations', { day: '2027-03-15' });
    await finish(h);
    // Of the disputes the first comparison has had Stripe asked.
    const expected = others.filter(({ reference }) => !reference.startsWith('dp_'));
    expect((await openDifferences()).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });

  test('that was short of a posting settles once it has come, and is not corrected as well', async () => {
    const differing = await openDifferences();
    const late = differing.find(({ reference, stripe }) => reference.startsWith('ref_') && stripe.balance !== null);
    if (late?.stripe.balance == null) throw new Error('no refund differs');
    stage.book(hoursAfter(monday(2), 31), `refund-succeeded:${late.reference}`, late.reference, {
      stripe: late.stripe.balance,
      adjustments: 0 - late.stripe.balance,
    });
    h.faults.db.use(async (_, { body }) => {
      if (body.includes('correction:')) await stage.commit();
      return undefined;
    });
    const closed = await ask(h, operator, 'POST', `/v1/admin/differences/${late.id}/close`, {
      reason: 'Never posted.',
    });
    h.faults.db.reset();
    expect(closed).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
    await reconcile(h, hoursAfter(monday(3), 30));
    const { data } = (await ask(h, operator, 'GET', '/v1/admin/differences?state=settled')).body;
    expect(data.filter(({ reference }: Found) => !reference.startsWith('dp_'))).toMatchObject([{ id: late.id }]);
  });

  test('that differ once more after a correction are corrected once more, by one of two who close them', async () => {
    const [corrected] = (await ask(h, operator, 'GET', '/v1/admin/differences?state=closed')).body.data;
    stage.book(monday(4), `posted-again:${corrected.reference}`, corrected.reference, { stripe: 50, adjustments: -50 });
    await stage.commit();
    await reconcile(h, hoursAfter(monday(4), 30));
    expect((await openDifferences()).map(({ id }) => id)).toContain(corrected.id);
    const close = () =>
      ask(h, operator, 'POST', `/v1/admin/differences/${corrected.id}/close`, { reason: 'Posted twice.' });
    expect((await Promise.all([close(), close()])).map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await ask(h, operator, 'POST', '/v1/admin/reconciliations', { day: '2027-03-29' });
    await finish(h);
    expect((await openDifferences()).map(({ id }) => id)).not.toContain(corrected.id);
  });

  test('agree once they are compared after the payment of a charge is known', async () => {
    const day = monday(5);
    const [, late] = await playDay(stage, day, 2, destination);
    if (late === undefined) throw new Error('nothing was booked');
    const ofIt = async () =>
      (await openDifferences()).filter(({ reference }) => [late.intentId, late.paymentId].includes(reference));
    await h.sql('update payments set intent_id = null where id = $1', [late.paymentId]);
    await reconcile(h, hoursAfter(day, 30));
    expect(await ofIt()).toHaveLength(2);
    await h.sql('update payments set intent_id = $2 where id = $1', [late.paymentId, late.intentId]);
    await ask(h, operator, 'POST', '/v1/admin/reconciliations', { day: day.toISOString().slice(0, 10) });
    await finish(h);
    expect(await ofIt()).toEqual([]);
  });

  test.each([
    ['the charge', ['pi_']],
    ['both sides', ['pi_', 'pay_']],
  ])('agree also where %s had been corrected before the payment of the charge was known', async (_, corrected) => {
    const day = monday(6 + corrected.length);
    const [, late] = await playDay(stage, day, 2, destination);
    if (late === undefined) throw new Error('nothing was booked');
    const atStripe = async () => (await ledgerOf(h, late.bookingId)).stripe;
    const before = await atStripe();
    const ofIt = async () =>
      (await openDifferences()).filter(({ reference }) => [late.intentId, late.paymentId].includes(reference));
    const close = ({ id }: Found) =>
      ask(h, operator, 'POST', `/v1/admin/differences/${id}/close`, { reason: 'Nobody knows it.' });
    const compareAgain = async () => {
      await ask(h, operator, 'POST', '/v1/admin/reconciliations', { day: day.toISOString().slice(0, 10) });
      await finish(h);
    };
    await h.sql('update payments set intent_id = null where id = $1', [late.paymentId]);
    await reconcile(h, hoursAfter(day, 30));
    for (const found of await ofIt()) {
      if (corrected.some((name) => found.reference.startsWith(name))) await close(found);
    }
    await h.sql('update payments set intent_id = $2 where id = $1', [late.paymentId, late.intentId]);
    await compareAgain();
    for (const found of await ofIt()) expect(await close(found)).toMatchObject({ status: 200, trips: 2 });
    expect(await atStripe()).toBe(before);
    await compareAgain();
    expect(await ofIt()).toEqual([]);
  });

  test('are not corrected for a charge whose payment has come to be known since', async () => {
    const day = monday(9);
    const [, late] = await playDay(stage, day, 2, destination);
    if (late === undefined) throw new Error('nothing was booked');
    await h.sql('update payments set intent_id = null where id = $1', [late.paymentId]);
    await reconcile(h, hoursAfter(day, 30));
    await h.sql('update payments set intent_id = $2 where id = $1', [late.paymentId, late.intentId]);
    const found = (await openDifferences()).find(({ reference }) => reference === late.intentId);
    expect(
      await ask(h, operator, 'POST', `/v1/admin/differences/${found?.id}/close`, { reason: 'Nobody knows it.' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'invalid-transition' },
    });
  });

  test('are nobody’s business but the operator’s', async () => {
    const support = await createPerson(h, { roles: ['support'] });
    const token = await tokenFor(h, support);
    expect((await h.api('GET', '/v1/admin/differences', { token })).status).toBe(403);
  });

  test('cannot be compared before the day has settled, nor twice at a time', async () => {
    const today = new Date(h.clock.now()).toISOString().slice(0, 10);
    expect((await ask(h, operator, 'POST', '/v1/admin/reconciliations', { day: today })).body.code).toBe(
      'invalid-transition',
    );
    const both = await Promise.all(
      [1, 2].map(() => ask(h, operator, 'POST', '/v1/admin/reconciliations', { day: '2027-03-15' })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([202, 409]);
  });
});

function at(bookings: readonly Booked[], index: number): Booked {
  const found = bookings[index];
  if (found === undefined) throw new Error('too few bookings');
  return found;
}
