import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, end, hold, move, pay, see, settle } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { DECLINED_CARD } from '../harness/test-cards.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
  h.qstash.disturb({});
  h.qstash.resume();
});
afterAll(() => end(h));

const countOf = async (table: 'stripe_events' | 'jobs') =>
  (await h.sql<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count;

function send(body: string, signature?: string): Promise<Response> {
  return fetch(`${h.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature && { 'stripe-signature': signature }) },
    body,
  });
}

describe("Stripe's webhooks", () => {
  test('doubled and shuffled, delivered by a queue that doubles and shuffles: one confirmation, one charge', async () => {
    h.stripe.webhooks.duplicates = 3;
    h.stripe.webhooks.shuffle = true;
    h.qstash.disturb({ duplicates: true, shuffle: Math.random });
    const ids: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { guest, host, listingId } = await cast(h, { instant_booking: round % 2 === 0 });
      const held = await hold(h, guest, listingId);
      await pay(h, held, DECLINED_CARD);
      await pay(h, held);
      await h.drainJobs();
      if (round % 2 === 1) await move(h, host, held.id, 'accept');
      await h.drainJobs();
      expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
      expect(h.stripe.api.totals({ paymentId: held.payment.id })).toMatchObject({ captured: 228_40, refunded: 0 });
      if (round > 2) await move(h, guest, held.id, 'cancel');
      ids.push(held.id, held.payment.id);
    }
    await h.drainJobs();
    const told = await h.sql<{ type: string; subject: string }>(
      `select type, subject from events where subject = any ($1) group by 1, 2 having count(*) > 1`,
      [ids],
    );
    expect(told).toEqual([]);
    await settle(h);
  });

  test('delivered again days later change nothing', async () => {
    const { guest, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    const before = await see(h, guest, id);
    h.clock.advance(3 * 86_400_000);
    const { events } = h.stripe.api.state();
    for (const event of events.filter((each) => JSON.stringify(each).includes(payment.id)))
      h.stripe.redeliver(event.id);
    await h.drainJobs();
    expect(await see(h, guest, id)).toEqual(before);
    expect(h.stripe.api.totals({ paymentId: payment.id })).toMatchObject({ captured: 228_40, refunded: 228_40 });
  });

  test('confirm a booking while the queue is down, by the sweep', async () => {
    const { guest, listingId } = await cast(h);
    h.qstash.pause();
    const held = await hold(h, guest, listingId);
    await pay(h, held);
    await h.stripe.drain();
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.worker.runCron('* * * * *', h.clock.now());
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
  });

  test('are refused without a good signature, and leave nothing behind', async () => {
    const before = [await countOf('stripe_events'), await countOf('jobs')];
    const event = JSON.stringify({
      id: 'evt_forged',
      object: 'event',
      type: 'payment_intent.succeeded',
      data: { object: { id: 'pi_forged', object: 'payment_intent' } },
    });
    const answers = [await send(event), await send(event, 't=1,v1=00'), await send('', 'nonsense'), await send('{')];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect([await countOf('stripe_events'), await countOf('jobs')]).toEqual(before);
  });

  test('of payments that are not ours are taken and change nothing', async () => {
    const created = await fetch(`${h.stripe.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.stripe.secretKey}` },
      body: new URLSearchParams({
        amount: '5000',
        currency: 'usd',
        confirm: 'true',
        payment_method: 'pm_card_visa',
        'allowed_payment_method_types[0]': 'card',
        'metadata[paymentId]': 'somebody-elses',
      }),
    });
    expect(created.status).toBe(200);
    await h.drainJobs();
    const failed = await h.sql('select kind from jobs where last_error is not null');
    expect(failed).toEqual([]);
  });
});
