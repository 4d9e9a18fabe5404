import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { instantAt } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { bookWith, end, move, quotedToken, quoteFor } from '../bookings/scene.ts';
import { enterCard, savedCard } from '../cards/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, createPerson, lettersTo } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINES_CHARGES, GOOD_CARD } from '../harness/test-cards.ts';
import { ahead, bookedAhead, DAY, HOUR, ledgerOf, payoutsOf, transferredTo, until } from '../payouts/scene.ts';
import { begunWithDeposit, cast, claim, DEPOSIT, depositOf, intentsOf, lookAt, stayWithDeposit } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.stripe.disrupt(undefined);
});
afterAll(() => end(h));

const statusesOf = (bookingId: string) => intentsOf(h, bookingId).map(({ status }) => status);

test('a deposit is no part of the price, asks for a saved card, is set aside 48 hours before check-in, whenever that is by then, and given free 48 hours after check-out', async () => {
  const { guest, host, listingId } = await cast(h);
  const quote = await quoteFor(h, guest, listingId);
  expect(quote.body).toMatchObject({ damageDeposit: DEPOSIT, totals: { guestPays: 228_40 } });
  const refused = await bookWith(h, guest, await quotedToken(h, guest, listingId));
  expect(refused).toMatchObject({ status: 422, body: { code: 'card-required' } });
  const { id, due: before } = await stayWithDeposit(h, guest, listingId);
  const { checkIn, checkOut, due: paid } = ahead(h, 26);
  const proposed = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, {
    checkIn,
    checkOut,
    party: { adults: 2 },
  });
  const accepted = await ask(h, guest, 'POST', `/v1/alterations/${proposed.body.id}/accept`);
  expect(accepted).toMatchObject({ status: 200 });
  const due = paid - 3 * DAY;
  const claimUntil = instantAt(checkOut, '11:00', 'America/New_York').getTime() + 2 * DAY;
  await until(h, before);
  await until(h, due - 1000);
  expect(await depositOf(h, host, id)).toMatchObject({
    state: 'scheduled',
    amount: DEPOSIT,
    captured: 0,
    claim: null,
    authoriseAt: new Date(due).toISOString(),
    claimUntil: new Date(claimUntil).toISOString(),
  });
  expect(statusesOf(id)).toEqual([]);
  await until(h, due);
  expect(await lookAt(h, guest, id)).toMatchObject({
    trips: 1,
    body: { state: 'authorised', currency: 'USD', clientSecret: null, nextAction: null },
  });
  expect(intentsOf(h, id)).toMatchObject([{ status: 'requires_capture', amount: DEPOSIT, currency: 'usd' }]);
  expect(await ledgerOf(h, id)).not.toHaveProperty('deposits');
  await until(h, claimUntil - 1000);
  expect(statusesOf(id)).toEqual(['requires_capture']);
  await until(h, claimUntil);
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'released', captured: 0 });
  expect(statusesOf(id)).toEqual(['canceled']);
  expect(await claim(h, host, id)).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
});

test('a host claims a part once, however often at a time: it is taken, posted and paid out, and the rest is free', async () => {
  const { guest, host, id, due, claimUntil, stripeAccountId } = await begunWithDeposit(h);
  const stranger = await createPerson(h);
  expect(await claim(h, guest, id)).toMatchObject({ status: 404 });
  expect(await claim(h, stranger, id)).toMatchObject({ status: 404 });
  expect(await lookAt(h, stranger, id)).toMatchObject({ status: 404 });
  expect(await claim(h, host, id, DEPOSIT + 1)).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
  expect(await claim(h, host, id, 1)).toMatchObject({ status: 422 });
  const before = await ledgerOf(h, id);
  const answers = await Promise.all([80_00, 90_00, 80_00].map((amount) => claim(h, host, id, amount)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ amount: DEPOSIT, currency: 'USD' });
  const taken = Number(answers.find(({ status }) => status === 200)?.body.claim.amount);
  await h.drainJobs();
  const takenOn = new Date(h.clock.now()).toISOString().slice(0, 10);
  expect(await depositOf(h, guest, id)).toMatchObject({
    state: 'captured',
    captured: taken,
    claim: { amount: taken, reason: 'The window of the kitchen is broken.' },
  });
  expect(intentsOf(h, id)).toMatchObject([{ status: 'succeeded', amount_received: taken, amount_capturable: 0 }]);
  expect(lettersTo(h, guest)).toContainEqual(expect.stringMatching(/ claims \$\d0\.00 of your damage deposit$/));
  const after = await ledgerOf(h, id);
  expect(after).not.toHaveProperty('deposits');
  expect(Number(before.host) - Number(after.host)).toBe(taken);
  const effects = await h.sql<{ effect: string; account: string; amount: number }>(
    `select split_part(effect, ':', 1) as effect, account, amount::int from ledger_entries
     where subject = $1 and effect like 'deposit-%' order by id`,
    [id],
  );
  expect(effects).toEqual([
    { effect: 'deposit-captured', account: 'stripe', amount: taken },
    { effect: 'deposit-captured', account: 'deposits', amount: 0 - taken },
    { effect: 'deposit-awarded', account: 'deposits', amount: taken },
    { effect: 'deposit-awarded', account: 'host', amount: 0 - taken },
  ]);
  await until(h, claimUntil);
  expect(await claim(h, host, id)).toMatchObject({ status: 409 });
  // A new host is paid a week later than others, the claim with the stay.
  await until(h, due + 11 * DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 + taken });
  await ask(h, await createPerson(h, { roles: ['admin'] }), 'POST', '/v1/admin/reconciliations', { day: takenOn });
  await h.drainJobs();
  const compared = await h.sql(
    `select distinct said_by from stripe_movements join deposit_holds on id = reference
     where subject = $1 and currency = 'USD' order by said_by`,
    [id],
  );
  expect(compared).toEqual([{ said_by: 'balance' }]);
  expect(await h.sql('select reference, ledger, balance, object from differences')).toEqual([]);
});

test('claim and cancellation at the same moment: one of them, and never both, decides over the deposit', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  const [claimed] = await Promise.all([claim(h, host, id), move(h, guest, id, 'cancel')]);
  await h.drainJobs();
  const captured = claimed.status === 200 ? 80_00 : 0;
  const state = captured > 0 ? 'captured' : 'released';
  expect(await depositOf(h, guest, id)).toMatchObject({ state, captured });
  expect(statusesOf(id)).toEqual([captured > 0 ? 'succeeded' : 'canceled']);
});

test('a claim that was decided before its stay is cancelled, and comes after that, is refused', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  let cancelled: Answer | undefined;
  h.faults.db.use(async (_, { body }) => {
    if (cancelled === undefined && body.includes('deposits.claim')) cancelled = await move(h, guest, id, 'cancel');
    return undefined;
  });
  const claimed = await claim(h, host, id);
  h.faults.db.reset();
  expect([cancelled?.status, claimed.status, claimed.body.code]).toEqual([200, 409, 'invalid-transition']);
  await h.drainJobs();
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'released', captured: 0, claim: null });
  expect(statusesOf(id)).toEqual(['canceled']);
});

test('claim and release at the same moment: whichever is first, once, and jobs that come again change nothing', async () => {
  const { guest, host, id, claimUntil } = await begunWithDeposit(h);
  await until(h, claimUntil - 1);
  const claiming = claim(h, host, id);
  h.clock.advance(1);
  const [claimed] = await Promise.all([claiming, h.drainJobs()]);
  const again = async () => {
    const jobs = await h.sql<{ kind: string; payload: object }>(
      `select distinct kind, payload from jobs where kind like '%-deposit' and payload::text like any (
         select '%' || of_it || '%' from deposits join deposit_holds holds on deposit_id = deposits.id
         cross join lateral (values (booking_id), (deposits.id), (holds.id)) as its (of_it) where booking_id = $1)`,
      [id],
    );
    const now = new Date(h.clock.now());
    for (const { kind, payload } of jobs) {
      const job = [newId('job'), kind, payload, now];
      await h.sql('insert into jobs (id, kind, payload, run_at, created_at) values ($1, $2, $3, $4, $4)', job);
    }
    h.clock.advance(5 * 60_000);
    await h.drainJobs();
    return jobs.length;
  };
  expect(await again()).toBeGreaterThanOrEqual(4);
  const seen = { deposit: await depositOf(h, guest, id), intents: intentsOf(h, id), ledger: await ledgerOf(h, id) };
  expect(seen.deposit).toMatchObject(
    claimed.status === 200 ? { state: 'captured', captured: 80_00 } : { state: 'released', captured: 0 },
  );
  await again();
  expect({ deposit: await depositOf(h, guest, id), intents: intentsOf(h, id), ledger: await ledgerOf(h, id) }).toEqual(
    seen,
  );
});

test.each(['reset-after', 'saved-500'] as const)(
  'what Stripe answers is lost (%s): one authorisation, one capture, one release',
  async (fault) => {
    const lose = () => {
      h.clock.hasten(10);
      // The client asks three times.
      let lost = 3;
      if (fault === 'reset-after') h.faults.stripe.use(() => (lost-- > 0 ? 'reset-after' : undefined));
      else
        h.stripe.disrupt(({ method, path }) =>
          method === 'POST' && path.includes('intents') ? 'saved-500' : undefined,
        );
    };
    const find = async () => {
      h.faults.stripe.reset();
      h.stripe.disrupt(undefined);
      h.clock.hasten(1);
      h.clock.advance(2 * HOUR);
      await h.drainJobs();
    };
    const { guest, host, listingId } = await cast(h);
    const stay = await stayWithDeposit(h, guest, listingId);
    h.clock.advance(stay.due - h.clock.now());
    lose();
    await h.drainJobs();
    await find();
    expect(await depositOf(h, guest, stay.id)).toMatchObject({ state: 'authorised' });
    expect(intentsOf(h, stay.id).filter(({ status }) => status === 'requires_capture')).toHaveLength(1);
    await until(h, stay.opens);
    lose();
    expect(await claim(h, host, stay.id)).toMatchObject({ status: 200, trips: 2 });
    await h.drainJobs();
    await find();
    expect(await depositOf(h, guest, stay.id)).toMatchObject({ state: 'captured', captured: 80_00 });
    expect(intentsOf(h, stay.id).map(({ amount_received: received }) => received)).toContain(80_00);
  },
);

test('a card that is refused, wants its holder or is gone leaves the deposit to the guest until the check-in', async () => {
  const { guest, host, listingId } = await cast(h);
  const refused = await stayWithDeposit(h, guest, listingId, { card: DECLINES_CHARGES });
  const challenged = await stayWithDeposit(h, guest, listingId, { days: 24, card: CHALLENGED_CARD });
  const gone = await stayWithDeposit(h, guest, listingId, { days: 28 });
  await ask(h, guest, 'DELETE', `/v1/me/cards/${gone.cardId}`);
  const errors: Record<string, string> = {
    [refused.id]: 'generic_decline',
    [challenged.id]: 'authentication_required',
    [gone.id]: 'card_removed',
  };
  for (const { id, due, opens } of [refused, challenged, gone]) {
    await until(h, due);
    expect(await depositOf(h, guest, id)).toMatchObject({ state: 'failed', error: errors[id] });
    expect(await depositOf(h, host, id)).toMatchObject({ state: 'failed', error: null });
    expect(lettersTo(h, guest).at(-1)).toBe('Please set aside the damage deposit for Loft by the river');
    expect((await lookAt(h, host, id)).body).toMatchObject({ nextAction: null, clientSecret: null });
    const { body } = await lookAt(h, guest, id);
    expect(body).toMatchObject({ nextAction: 'pay', clientSecret: expect.any(String), error: errors[id] });
    await until(h, opens - HOUR);
    await enterCard(h, body.clientSecret, id === challenged.id ? CHALLENGED_CARD : GOOD_CARD);
    if (id === challenged.id) {
      expect((await lookAt(h, guest, id)).body).toMatchObject({ nextAction: 'authenticate' });
      h.stripe.completeChallenge(body.clientSecret.split('_secret_')[0], true);
    }
    await h.drainJobs();
    expect((await lookAt(h, guest, id)).body).toMatchObject({ state: 'authorised', error: null, clientSecret: null });
    expect(statusesOf(id)).toEqual(['requires_capture']);
  }
});

test('a deposit that is still missing at check-in is told to the host, cancels nothing and cannot be paid any more', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due, opens, claimUntil } = await stayWithDeposit(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, due);
  await until(h, opens - 1);
  expect(lettersTo(h, host)).not.toContainEqual(expect.stringContaining('without its damage deposit'));
  const { body } = await lookAt(h, guest, id);
  await until(h, opens);
  expect(lettersTo(h, host).filter((subject) => subject.includes('without its damage deposit'))).toHaveLength(1);
  expect((await lookAt(h, guest, id)).body).toMatchObject({ state: 'failed', clientSecret: null });
  expect(await enterCard(h, body.clientSecret, GOOD_CARD)).toMatchObject({ ok: false });
  expect(await claim(h, host, id)).toMatchObject({ status: 409 });
  await until(h, claimUntil);
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'failed', captured: 0 });
  expect(statusesOf(id)).toEqual(['canceled']);
});

test('a deposit that was set aside in time, of which nobody has told, is not said to be missing', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due, opens } = await stayWithDeposit(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, due);
  await until(h, opens - 1);
  const { body } = await lookAt(h, guest, id);
  h.stripe.webhooks.pause();
  await enterCard(h, body.clientSecret, GOOD_CARD);
  await until(h, opens);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(lettersTo(h, host)).not.toContainEqual(expect.stringContaining('without its damage deposit'));
  expect(await claim(h, host, id)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'captured', captured: 80_00 });
});

test('what is captured of a deposit in Stripe’s Dashboard, claimed or not, is the host’s, and its guest is told how much', async () => {
  for (const claimed of [undefined, 80_00]) {
    const { guest, host, id, stripeAccountId, claimUntil } = await begunWithDeposit(h);
    if (claimed !== undefined) {
      h.faults.stripe.use((_, { path }) => (/\/capture$/.test(path) ? 'refuse' : undefined));
      expect(await claim(h, host, id, claimed)).toMatchObject({ status: 200 });
      await h.drainJobs();
      h.faults.stripe.reset();
    }
    await fetch(`${h.stripe.url}/v1/payment_intents/${intentsOf(h, id).at(-1)?.id}/capture`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.stripe.secretKey}` },
      body: new URLSearchParams({ amount_to_capture: '5000' }),
    });
    if (claimed !== undefined) await until(h, h.clock.now() + HOUR);
    await until(h, claimUntil + 7 * DAY);
    const taken = { state: 'captured', captured: 50_00, claim: { amount: 50_00 } };
    expect(await depositOf(h, guest, id)).toMatchObject(taken);
    expect(await depositOf(h, host, id)).toMatchObject(taken);
    expect(transferredTo(h, stripeAccountId).net).toBe(194_00 + 50_00);
    const letters = lettersTo(h, guest).filter((subject) => /damage deposit/.test(subject));
    expect(letters).toEqual(
      claimed === undefined
        ? ['$50.00 of your damage deposit is taken']
        : [expect.stringMatching(/claims \$80\.00 of/), expect.stringMatching(/claims \$50\.00 of/)],
    );
  }
});

test('what is captured in the Dashboard, of which nobody told, is heard of by the comparison of a day, and corrected by nobody before', async () => {
  const admin = await createPerson(h, { roles: ['admin'] });
  const { host, id, stripeAccountId, claimUntil } = await begunWithDeposit(h);
  h.stripe.webhooks.pause();
  const intentId = intentsOf(h, id).at(-1)?.id;
  await fetch(`${h.stripe.url}/v1/payment_intents/${intentId}/capture`, {
    method: 'POST',
    headers: { authorization: `Bearer ${h.stripe.secretKey}` },
    body: new URLSearchParams({ amount_to_capture: '5000' }),
  });
  const compare = async () => {
    const day = new Date(h.clock.now()).toISOString().slice(0, 10);
    await until(h, Date.parse(day) + DAY + 7 * HOUR);
    await ask(h, admin, 'POST', '/v1/admin/reconciliations', { day });
    await h.drainJobs();
  };
  // The job that asks about it fails, and is given up.
  h.faults.stripe.use((_, { path, method }) =>
    method === 'GET' && path === `/v1/payment_intents/${intentId}` ? 'http-500' : undefined,
  );
  await compare();
  await h.sql(`update jobs set done_at = $1 where kind = 'sync-deposit' and done_at is null`, [
    new Date(h.clock.now()),
  ]);
  h.faults.stripe.reset();
  const { body } = await ask(h, admin, 'GET', '/v1/admin/differences?state=open');
  const found = body.data.find(({ reference }: { reference: string }) => reference.startsWith('dho_'));
  const close = () =>
    ask(h, admin, 'POST', `/v1/admin/differences/${found.id}/close`, { account: 'host', reason: 'It is the host’s.' });
  expect((await close()).body).toMatchObject({ status: 409, code: 'invalid-transition' });
  await compare();
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'captured', captured: 50_00 });
  expect((await close()).body).toMatchObject({ status: 409, code: 'invalid-transition' });
  h.stripe.webhooks.resume();
  await until(h, claimUntil + 7 * DAY);
  expect(transferredTo(h, stripeAccountId).net).toBe(194_00 + 50_00);
});

test('a deposit that comes at the last moment and is claimed is taken, though its release was under way and comes late', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due, opens } = await stayWithDeposit(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, due);
  await until(h, opens - 1);
  const { body } = await lookAt(h, guest, id);
  h.faults.stripe.use((_, { path }) => (/\/(cancel|capture)$/.test(path) ? 'http-500' : undefined));
  h.clock.hasten(10);
  await until(h, opens);
  await enterCard(h, body.clientSecret, GOOD_CARD);
  await h.drainJobs();
  expect(await claim(h, host, id)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(statusesOf(id)).toEqual(['requires_capture']);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, opens + 2 * HOUR);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'captured', captured: 80_00 });
  expect(statusesOf(id)).toEqual(['succeeded']);
});

test('the deposit of a long stay is set aside anew before it ends, the new one first, and one is captured', async () => {
  const { host, guest, id, due, opens, leaves } = await begunWithDeposit(h, 10);
  await until(h, due + 6 * DAY);
  expect(statusesOf(id)).toEqual(['requires_capture']);
  await until(h, due + 6.5 * DAY);
  expect(statusesOf(id)).toEqual(['canceled', 'requires_capture']);
  await until(h, opens + 9 * DAY);
  expect(statusesOf(id)).toEqual(['canceled', 'requires_capture']);
  await until(h, leaves + 1.5 * DAY);
  expect(statusesOf(id)).toEqual(['canceled', 'canceled', 'requires_capture']);
  expect(await claim(h, host, id, DEPOSIT)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'captured', captured: DEPOSIT });
  expect(statusesOf(id)).toEqual(['canceled', 'canceled', 'succeeded']);
});

test('a deposit that the guest has set aside with another saved card is set aside anew with that one', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due } = await stayWithDeposit(h, guest, listingId, { nights: 10, card: DECLINES_CHARGES });
  await until(h, due);
  const other = await savedCard(h, guest);
  const [paymentMethod = ''] = (
    await h.sql<{ payment_method_id: string }>('select payment_method_id from saved_cards where id = $1', [other.id])
  ).map(({ payment_method_id }) => payment_method_id);
  await enterCard(h, (await lookAt(h, guest, id)).body.clientSecret, paymentMethod);
  await h.drainJobs();
  await until(h, due + 6.5 * DAY);
  expect(statusesOf(id)).toEqual(['canceled', 'requires_capture']);
  expect(intentsOf(h, id).map(({ payment_method }) => payment_method)).toEqual([paymentMethod, paymentMethod]);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
});

test('where it cannot be set aside anew both are told, and the old one stands until its end', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, cardId, due, claimUntil } = await stayWithDeposit(h, guest, listingId, { nights: 10 });
  await until(h, due);
  await ask(h, guest, 'DELETE', `/v1/me/cards/${cardId}`);
  await until(h, due + 6.5 * DAY);
  expect(lettersTo(h, guest).at(-1)).toBe('Your damage deposit for Loft by the river could not be extended');
  expect(lettersTo(h, host).at(-1)).toMatch(/^The damage deposit of Person \d+ ends early$/);
  expect(statusesOf(id)).toEqual(['requires_capture', 'canceled']);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
  await until(h, due + 7 * DAY + HOUR);
  expect(lettersTo(h, host).filter((subject) => subject.includes('damage deposit'))).toHaveLength(1);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'failed' });
  expect(await claim(h, host, id)).toMatchObject({ status: 409 });
  await until(h, claimUntil);
  expect(statusesOf(id)).toEqual(['canceled', 'canceled']);
});

test('that a deposit has ended is told within two hours also where Stripe’s word of it is lost', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, cardId, due } = await stayWithDeposit(h, guest, listingId, { nights: 10 });
  await until(h, due);
  await ask(h, guest, 'DELETE', `/v1/me/cards/${cardId}`);
  await until(h, due + 6.5 * DAY);
  h.stripe.webhooks.pause();
  await until(h, due + 7 * DAY + 2 * HOUR);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'failed' });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  const told = await h.sql(`select id from events where type = 'deposit.failed' and data ->> 'bookingId' = $1`, [id]);
  expect(told).toHaveLength(1);
});

test('a cancelled stay gives its deposit free, and one that is booked late has it set aside at once', async () => {
  const { guest, listingId } = await cast(h);
  const { id } = await stayWithDeposit(h, guest, listingId, { days: 1 });
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'authorised' });
  const early = await stayWithDeposit(h, guest, listingId, { days: 40 });
  for (const stay of [id, early.id]) {
    expect(await move(h, guest, stay, 'cancel')).toMatchObject({ status: 200, trips: 2 });
    await h.drainJobs();
    expect(await depositOf(h, guest, stay)).toMatchObject({ state: 'released', captured: 0 });
  }
  expect(statusesOf(id)).toEqual(['canceled']);
  expect(statusesOf(early.id)).toEqual([]);
});

test('a claim is paid out at once, of what Stripe does not give out yet, and keeps nothing else of the host waiting', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const other = await createListing(h, host);
  const seasoned = await Promise.all([5, 8, 11].map((days) => bookedAhead(h, guest, other, days)));
  await until(h, Math.max(...seasoned.map(({ held }) => held)));
  const { id, due, opens, leaves } = await stayWithDeposit(h, guest, listingId);
  await until(h, due);
  await until(h, opens + DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 4, net: 4 * 194_00 });
  await until(h, leaves);
  await claim(h, host, id, DEPOSIT);
  await h.drainJobs();
  expect((await payoutsOf(h, host))[0]).toMatchObject({ bookingId: id, amount: DEPOSIT, state: 'paid' });
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 5, net: 4 * 194_00 + DEPOSIT });
});
