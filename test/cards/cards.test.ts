import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bookWith, cast, end, pay, quotedToken, see } from '../bookings/scene.ts';
import { bookedInParts, lookAtRest, restOf } from '../bookings/split-scene.ts';
import { leave } from '../closings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { insist } from '../harness/insist.ts';
import { ask, createPerson, tokenFor } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD, MASTERCARD } from '../harness/test-cards.ts';
import { cardsOf, enterCard, savedCard } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.stripe.disrupt(undefined);
});
afterAll(() => end(h));

const attachedNow = () => h.stripe.api.state().paymentMethods.filter(({ customer }) => customer !== null);
const customersNow = () => h.stripe.api.state().customers;

/** Deletes this person's customer in Stripe's Dashboard. */
async function forget({ id }: { id: string }): Promise<string> {
  const [row] = await h.sql<{ id: string }>('select customer_id as id from stripe_customers where person_id = $1', [
    id,
  ]);
  h.stripe.deleteCustomer(row?.id ?? '');
  await h.drainJobs();
  return row?.id ?? '';
}

describe('who is deleted as a customer in Stripe’s Dashboard', () => {
  test('has no card any more, and saves others as another customer', async () => {
    const ada = await createPerson(h);
    await savedCard(h, ada);
    await savedCard(h, ada, MASTERCARD);
    const before = await forget(ada);
    expect(await cardsOf(h, ada)).toEqual([]);
    const saved = await savedCard(h, ada);
    expect(await cardsOf(h, ada)).toMatchObject([{ id: saved.id, isDefault: true }]);
    h.clock.advance(2 * 86_400_000);
    await forget(ada);
    expect((await savedCard(h, ada)).id).not.toBe(saved.id);
    expect(customersNow().some(({ id }) => id === before)).toBe(false);
  });

  test.each(['before', 'after'])(
    'is asked for the rest of a stay, told of %s it is due, and pays it with another card',
    async (told) => {
      const { guest, listingId } = await cast(h);
      const { id, restDue } = await bookedInParts(h, guest, listingId);
      if (told === 'after') h.stripe.webhooks.pause();
      await forget(guest);
      h.clock.advance(restDue - h.clock.now());
      await h.drainJobs();
      h.stripe.webhooks.resume();
      await h.drainJobs();
      h.clock.advance(3_600_000);
      await h.drainJobs();
      expect(await restOf(h, guest, id)).toMatchObject({ state: 'failed', error: 'card_removed' });
      const { body } = await lookAtRest(h, guest, id);
      await enterCard(h, body.clientSecret, MASTERCARD);
      await h.drainJobs();
      expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
    },
  );
});

describe('who was deleted as a customer in Stripe’s Dashboard, of which nobody told', () => {
  afterEach(async () => {
    h.stripe.webhooks.resume();
    await h.drainJobs();
  });

  test('is asked for the rest of a stay all the same, and has no card any more', async () => {
    const { guest, listingId } = await cast(h);
    const { id, restDue } = await bookedInParts(h, guest, listingId);
    h.stripe.webhooks.pause();
    await forget(guest);
    h.clock.advance(restDue - h.clock.now());
    await h.drainJobs();
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'failed', error: 'card_removed' });
    expect(await cardsOf(h, guest)).toEqual([]);
    const { body } = await lookAtRest(h, guest, id);
    h.stripe.webhooks.resume();
    await enterCard(h, body.clientSecret, MASTERCARD);
    await h.drainJobs();
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
  });

  test('pays a stay that is booked with a card of then by another one', async () => {
    const { guest, listingId } = await cast(h);
    const saved = await savedCard(h, guest);
    h.stripe.webhooks.pause();
    await forget(guest);
    const quote = await quotedToken(h, guest, listingId);
    const held = await bookWith(h, guest, quote, { body: { quote, card: saved.id } });
    expect(held).toMatchObject({ status: 201, body: { state: 'held' } });
    h.stripe.webhooks.resume();
    await pay(h, held.body, MASTERCARD);
    await h.drainJobs();
    expect(await see(h, guest, held.body.id)).toMatchObject({ state: 'confirmed' });
  });

  test('is asked for the deposit of a stay', async () => {
    const { guest, listingId } = await cast(h, { damage_deposit: 100_00 });
    const saved = await savedCard(h, guest);
    const quote = await quotedToken(h, guest, listingId);
    const held = await bookWith(h, guest, quote, { body: { quote, card: saved.id } });
    await pay(h, held.body);
    await h.drainJobs();
    h.stripe.webhooks.pause();
    await forget(guest);
    h.clock.set('2027-06-02T12:00:00Z');
    await h.drainJobs();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    const path = `/v1/bookings/${held.body.id}/damage-deposit`;
    const asked = await ask(h, guest, 'GET', path);
    expect(asked).toMatchObject({ status: 200, body: { state: 'failed', nextAction: 'pay' } });
    h.stripe.webhooks.resume();
    await enterCard(h, asked.body.clientSecret, MASTERCARD);
    await h.drainJobs();
    expect((await ask(h, guest, 'GET', path)).body).toMatchObject({ state: 'authorised' });
  });

  test.each(['deleted', 'of another account of the marketplace'])(
    'saves others as another customer, once tried again: %s',
    async (gone) => {
      const ada = await createPerson(h);
      await savedCard(h, ada);
      h.stripe.webhooks.pause();
      await forget(ada);
      if (gone !== 'deleted') {
        await h.sql(`update stripe_customers set customer_id = 'cus_of_another_account' where person_id = $1`, [
          ada.id,
        ]);
      }
      expect(await ask(h, ada, 'POST', '/v1/me/cards')).toMatchObject({ status: 503 });
      await h.drainJobs();
      h.stripe.webhooks.resume();
      const saved = await savedCard(h, ada, MASTERCARD);
      expect(await cardsOf(h, ada)).toMatchObject([{ id: saved.id, isDefault: true }]);
    },
  );
});

describe('a card', () => {
  test('is saved in its owner’s browser, and only its owner sees it', async () => {
    const [ada, eve] = [await createPerson(h), await createPerson(h)];
    const setup = await ask(h, ada, 'POST', '/v1/me/cards');
    expect(setup.trips).toBe(2);
    expect(setup).toMatchObject({ status: 201, body: { clientSecret: expect.stringMatching(/^seti_/) } });
    expect(await cardsOf(h, ada)).toEqual([]);
    await enterCard(h, setup.body.clientSecret, MASTERCARD);
    await h.drainJobs();
    const listed = await ask(h, ada, 'GET', '/v1/me/cards');
    expect(listed).toMatchObject({
      trips: 1,
      body: { data: [{ brand: 'mastercard', last4: '4444', isDefault: true }] },
    });
    const [{ id }] = listed.body.data;
    expect(await cardsOf(h, eve)).toEqual([]);
    expect(await ask(h, eve, 'DELETE', `/v1/me/cards/${id}`)).toMatchObject({ status: 404 });
    expect(await ask(h, eve, 'POST', `/v1/me/cards/${id}/make-default`)).toMatchObject({ status: 404 });
  });

  test('whose bank asks for 3-D Secure is saved once that is passed', async () => {
    const ada = await createPerson(h);
    const { body } = await ask(h, ada, 'POST', '/v1/me/cards');
    await enterCard(h, body.clientSecret, CHALLENGED_CARD);
    await h.drainJobs();
    expect(await cardsOf(h, ada)).toEqual([]);
    h.stripe.completeChallenge(body.clientSecret.split('_secret_')[0], true);
    await h.drainJobs();
    expect(await cardsOf(h, ada)).toMatchObject([{ last4: '3184' }]);
  });

  test('that is removed is forgotten by Stripe too, and the newest of the others is the default', async () => {
    const ada = await createPerson(h);
    const first = await savedCard(h, ada);
    const second = await savedCard(h, ada, MASTERCARD);
    expect([first.isDefault, second.isDefault]).toEqual([true, false]);
    const before = attachedNow().length;
    expect(await ask(h, ada, 'DELETE', `/v1/me/cards/${first.id}`)).toMatchObject({ status: 204, trips: 2 });
    expect(await cardsOf(h, ada)).toMatchObject([{ id: second.id, isDefault: true }]);
    await h.drainJobs();
    expect(attachedNow()).toHaveLength(before - 1);
    expect(await cardsOf(h, ada)).toHaveLength(1);
  });

  test('can be made the default, and there is only ever one', async () => {
    const ada = await createPerson(h);
    const first = await savedCard(h, ada);
    const second = await savedCard(h, ada, MASTERCARD);
    const choose = (id: string) => ask(h, ada, 'POST', `/v1/me/cards/${id}/make-default`);
    expect(await choose(second.id)).toMatchObject({ status: 200, trips: 2, body: { isDefault: true } });
    await Promise.all([choose(first.id), choose(second.id), choose(first.id)]);
    expect((await cardsOf(h, ada)).filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  test('that is lost at Stripe is not offered any more', async () => {
    const ada = await createPerson(h);
    await savedCard(h, ada);
    const method = attachedNow().at(-1);
    await fetch(`${h.stripe.url}/v1/payment_methods/${method?.id}/detach`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.stripe.secretKey}` },
    });
    await h.drainJobs();
    expect(await cardsOf(h, ada)).toEqual([]);
  });
});

describe('at Stripe', () => {
  test('is forgotten by Stripe where its owner has closed their account before its customer was recorded', async () => {
    const person = await createPerson(h);
    const { body } = await ask(h, person, 'POST', '/v1/me/cards');
    await h.drainJobs();
    const [row] = await h.sql<{ id: string }>('select customer_id as id from stripe_customers where person_id = $1', [
      person.id,
    ]);
    // As where the database was away once the secret was given.
    await h.sql('update stripe_customers set customer_id = null where person_id = $1', [person.id]);
    await h.sql('update card_setups set setup_intent_id = null where person_id = $1', [person.id]);
    h.stripe.webhooks.pause();
    await enterCard(h, body.clientSecret, GOOD_CARD);
    await leave(h, person);
    await h.drainJobs();
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(await h.sql('select last4 from saved_cards where person_id = $1', [person.id])).toEqual([]);
    expect(attachedNow().filter(({ customer }) => customer === row?.id)).toEqual([]);
    expect(await h.sql('select customer_id from stripe_customers where person_id = $1', [person.id])).toEqual([
      { customer_id: null },
    ]);
  });

  test('is saved for another customer, once tried again, where the one that nobody had recorded is deleted', async () => {
    const ada = await createPerson(h);
    await ask(h, ada, 'POST', '/v1/me/cards');
    await h.drainJobs();
    const [row] = await h.sql<{ id: string }>('select customer_id as id from stripe_customers where person_id = $1', [
      ada.id,
    ]);
    // As where the database was away once the secret was given.
    await h.sql('update stripe_customers set customer_id = null where person_id = $1', [ada.id]);
    h.stripe.deleteCustomer(row?.id ?? '');
    await h.drainJobs();
    expect(await ask(h, ada, 'POST', '/v1/me/cards')).toMatchObject({ status: 503 });
    await h.drainJobs();
    const saved = await savedCard(h, ada, MASTERCARD);
    expect(await cardsOf(h, ada)).toMatchObject([{ id: saved.id, isDefault: true }]);
  });

  test('is saved though its customer is recorded just while Stripe is asked whose it is', async () => {
    const ada = await createPerson(h);
    const asked = Promise.withResolvers<void>();
    const isRecorded = async () =>
      (await h.sql('select from stripe_customers where person_id = $1 and customer_id is not null', [ada.id])).length;
    const patience = { timeout: 20_000 };
    h.faults.db.use(async (_, { body }) => {
      if (body.includes('set \\"customer_id')) await asked.promise;
      return undefined;
    });
    h.faults.stripe.use(async (_, { method, path }) => {
      if (method === 'GET' && path.startsWith('/v1/customers/')) {
        asked.resolve();
        await expect.poll(isRecorded, patience).toBe(1);
      }
      return undefined;
    });
    const { body } = await ask(h, ada, 'POST', '/v1/me/cards');
    await enterCard(h, body.clientSecret, MASTERCARD);
    await h.stripe.drain();
    await expect.poll(() => h.qstash.deliverDue().then(isRecorded), patience).toBe(1);
    h.faults.db.reset();
    await h.drainJobs();
    expect(await cardsOf(h, ada)).toMatchObject([{ brand: 'mastercard', isDefault: true }]);
  });

  test('a person is one customer, whoever asks at the same time, and nothing but an id of ours', async () => {
    const ada = await createPerson(h);
    const before = customersNow().length;
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(h, ada, 'POST', '/v1/me/cards')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const made = customersNow().slice(before);
    expect(made).toMatchObject([{ name: null, email: null, metadata: { customerId: expect.stringMatching(/^cus_/) } }]);
  });

  test('nothing is made twice when its answers are lost: the same key goes on', async () => {
    const ada = await createPerson(h);
    const before = [customersNow().length, h.stripe.api.state().setupIntents.length];
    h.faults.stripe.use(() => 'reset-after');
    const options = async () => ({ token: await tokenFor(h, ada), key: 'lost' });
    expect(await h.api('POST', '/v1/me/cards', await options())).toMatchObject({ status: 503 });
    h.faults.stripe.reset();
    const again = await h.api('POST', '/v1/me/cards', await options());
    expect(again.status).toBe(201);
    expect(await h.api('POST', '/v1/me/cards', await options())).toMatchObject({ body: again.body });
    const after = [customersNow().length, h.stripe.api.state().setupIntents.length];
    expect(after).toEqual(before.map((count) => count + 1));
    await enterCard(h, again.body.clientSecret, MASTERCARD);
    await h.drainJobs();
    expect(await h.api('POST', '/v1/me/cards', await options())).toMatchObject({ body: { clientSecret: null } });
  });

  test('a key that answers with an error for ever is left for the next', async () => {
    const ada = await createPerson(h);
    h.stripe.disrupt(({ path }) => (path === '/v1/setup_intents' ? 'saved-500' : undefined));
    const options = async () => ({ token: await tokenFor(h, ada), key: 'spent' });
    expect(await h.api('POST', '/v1/me/cards', await options())).toMatchObject({ status: 503 });
    h.stripe.disrupt(undefined);
    expect(await h.api('POST', '/v1/me/cards', await options())).toMatchObject({ status: 201 });
  });
});

describe('a saved card', () => {
  test('pays a booking, in two round trips', async () => {
    const { guest, listingId } = await cast(h);
    const card = await savedCard(h, guest);
    const quote = await quotedToken(h, guest, listingId);
    const held = await ask(h, guest, 'POST', '/v1/bookings', { quote, card: card.id });
    expect(held).toMatchObject({ status: 201, trips: 2, body: { payment: { paymentMethod: expect.any(String) } } });
    const { clientSecret, paymentMethod } = held.body.payment;
    await enterCard(h, clientSecret, paymentMethod);
    await h.drainJobs();
    expect(await see(h, guest, held.body.id)).toMatchObject({ state: 'confirmed' });
  });

  test('of another person, or one that was removed, pays nothing and holds no nights', async () => {
    const { guest, listingId } = await cast(h);
    const theirs = await savedCard(h, await createPerson(h));
    const own = await savedCard(h, guest);
    await ask(h, guest, 'DELETE', `/v1/me/cards/${own.id}`);
    const quote = await quotedToken(h, guest, listingId);
    for (const card of [theirs.id, own.id]) {
      const refused = await ask(h, guest, 'POST', '/v1/bookings', { quote, card });
      expect(refused).toMatchObject({ status: 422, body: { code: 'card-unknown' } });
    }
    expect(await bookWith(h, guest, quote)).toMatchObject({ status: 201 });
  });

  test('that is removed while the hold lives leaves the payment to other cards', async () => {
    const { guest, listingId } = await cast(h);
    const card = await savedCard(h, guest);
    const quote = await quotedToken(h, guest, listingId);
    const { body: held } = await ask(h, guest, 'POST', '/v1/bookings', { quote, card: card.id });
    await ask(h, guest, 'DELETE', `/v1/me/cards/${card.id}`);
    await h.drainJobs();
    expect(await enterCard(h, held.payment.clientSecret, held.payment.paymentMethod)).toMatchObject({ ok: false });
    await pay(h, held);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
  });
});

describe('a payment that was left half done', () => {
  test('says what comes next and gives its secret again, while the hold lives', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: held } = await bookWith(h, guest, await quotedToken(h, guest, listingId));
    const { id, clientSecret } = held.payment;
    const look = () => insist(() => ask(h, guest, 'GET', `/v1/payments/${id}`));
    const open = { state: 'pending', clientSecret };
    expect(await look()).toMatchObject({ status: 200, trips: 1, body: { ...open, nextAction: 'pay', error: null } });
    await enterCard(h, clientSecret, DECLINED_CARD);
    expect((await look()).body).toMatchObject({ ...open, nextAction: 'pay', error: 'generic_decline' });
    await enterCard(h, clientSecret, CHALLENGED_CARD);
    expect((await look()).body).toMatchObject({ ...open, nextAction: 'authenticate' });
    expect(await ask(h, host, 'GET', `/v1/payments/${id}`)).toMatchObject({ status: 404 });
    h.stripe.completeChallenge(clientSecret.split('_secret_')[0], true);
    await h.drainJobs();
    expect((await look()).body).toMatchObject({ state: 'captured', nextAction: null, clientSecret: null });
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
  });

  test('has no secret once the hold is over', async () => {
    const { guest, listingId } = await cast(h);
    const { body: held } = await bookWith(h, guest, await quotedToken(h, guest, listingId));
    h.clock.advance(16 * 60_000);
    const { body } = await ask(h, guest, 'GET', `/v1/payments/${held.payment.id}`);
    expect(body).toMatchObject({ nextAction: null, clientSecret: null });
  });

  test('of which the answer of the database is lost is told as its contract says, and goes on', async () => {
    const { guest, listingId } = await cast(h);
    h.faults.stripe.use(() => 'refuse');
    await bookWith(h, guest, await quotedToken(h, guest, listingId));
    h.faults.stripe.reset();
    // It lets go of the payment after its answer.
    const free = 'select id from payments where payer_id = $1 and lease_until is null';
    await expect.poll(() => h.sql(free, [guest.id])).toHaveLength(1);
    const [payment] = await h.sql<{ id: string }>(free, [guest.id]);
    // The write by which the request becomes the one that makes the intent.
    h.faults.db.use((_, { body }) => (body.includes('request-in-progress') ? 'reset-after' : undefined));
    const lost = await ask(h, guest, 'GET', `/v1/payments/${payment?.id}`);
    h.faults.db.reset();
    expect(lost).toMatchObject({ status: 503, body: { code: 'outcome-unknown' } });
    h.clock.advance(61_000);
    const { body } = await ask(h, guest, 'GET', `/v1/payments/${payment?.id}`);
    expect(body).toMatchObject({ nextAction: 'pay', clientSecret: expect.any(String) });
  });
});
