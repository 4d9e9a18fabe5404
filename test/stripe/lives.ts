import { parseConfig } from '../../src/config.ts';
import { createStripe } from '../../src/platform/stripe/index.ts';
import { bookWith, cast, move, pay, quotedToken, see } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { ask, createPerson, type Person } from '../harness/people.ts';
import { DISPUTED_CARD, SLOW_REFUND_CARD } from '../harness/test-cards.ts';
import type { Harness } from '../harness/world.ts';
import { type Ahead, accountsOf, ahead, DAY, transferredTo } from '../payouts/scene.ts';
import { type Call, troubles } from './calls.ts';
import { left, reconciled, removed, saved } from './cards-and-books.ts';
import { restCharged } from './rests.ts';

/** A part of lives that are led at once, one for each trouble, in which these calls are made. */
export interface Part {
  name: string;
  calls: readonly Call[];
  /** What leads up to the calls, untroubled. */
  before?(): Promise<void>;
  /** What makes Stripe be called, once; the rest comes from the work that it left behind. */
  act(): Promise<void>;
  /** What has become of each life, in order. */
  endings(): Promise<unknown[]>;
  /** What each must have become. */
  ending: unknown;
}

export type Life = {
  host: Person;
  guest: Person;
  listingId: string;
  booking: Answer['body'];
  stray: string;
  disputed: Answer['body'];
  account: string;
  card: string;
};

const TOTAL = 228_40;
const GIVEN_BACK = 50_00;
/** For so long a request that was broken off keeps others with its key away. */
const LEASE_MS = 61_000;
const COME_AGAIN = new Set(['payment-unavailable', 'request-in-progress']);
/** Its refunds are pending for a while; how they end is told by a webhook. */

/**
 * The parts over the same lives, in order: those of a row are played at the same time.
 * @param isSpent whether Stripe keeps a 500 for each key under which something was made, so that it has to be looked for
 */
export function partsOf(h: Harness, isSpent: boolean): Part[][] {
  let lives: Life[] = [];
  const stay = ahead(h);
  const each = <T>(work: (life: Life) => Promise<T>) => Promise.all(lives.map(work));
  const bookings = () => each(({ guest, booking }) => see(h, guest, booking.id));
  const made = (call: Call, found: Call): Call[] => (isSpent ? [found] : [call]);
  // What was made is looked for in Stripe's lists, which go by the second: each life begins in one of its own.
  const inTurn = async (work: (life: Life) => Promise<void>) => {
    for (const life of lives) {
      h.clock.advance(1000);
      await work(life);
    }
  };

  const booked: Part = {
    name: 'booked and paid',
    calls: [...made('paymentIntents.create', 'paymentIntents.list'), 'paymentIntents.retrieve'],
    async before() {
      lives = await Promise.all(troubles.map(() => begin(h)));
    },
    async act() {
      await inTurn(async (life) => {
        life.booking = await bookStubbornly(h, life, stay);
        await pay(h, life.booking);
      });
    },
    endings: async () => (await bookings()).map(({ state, payment }) => [state, payment.state, moneyOf(h, payment)]),
    ending: ['confirmed', 'captured', { captured: TOTAL, refunded: 0 }],
  };

  const accounts: Part = {
    name: 'an account opened and verified',
    calls: [...made('accounts.create', 'accounts.list'), 'accounts.retrieve', 'accountLinks.create'],
    async act() {
      await inTurn(async (life) => {
        const { body } = await ask(h, life.host, 'POST', '/v1/payout-account', { country: 'US' });
        await stubbornly(h, () => ask(h, life.host, 'POST', '/v1/payout-account/links'));
        life.account = accountsOf(h, body.id)[0]?.id ?? '';
        h.stripe.completeOnboarding(life.account);
      });
    },
    endings: () => each(async ({ host }) => (await ask(h, host, 'GET', '/v1/payout-account')).body.state),
    ending: 'active',
  };

  const paidOut: Part = {
    name: 'paid out to the host',
    calls: [...made('transfers.create', 'transfers.list'), 'paymentIntents.retrieve'],
    async act() {
      h.clock.advance(stay.held - h.clock.now());
    },
    endings: () => each(async ({ account }) => transferredTo(h, account)),
    ending: { count: 1, net: 194_00 },
  };

  const takenBack: Part = {
    name: 'taken back from the host',
    calls: made('transfers.createReversal', 'transfers.listReversals'),
    act: () => giveBack(h, lives),
    endings: () =>
      each(async ({ account, booking: { payment } }) => [transferredTo(h, account), moneyOf(h, payment).refunded]),
    ending: [{ count: 1, net: 144_00 }, GIVEN_BACK],
  };

  const banked: Part = {
    name: 'paid to the bank',
    calls: ['payouts.retrieve'],
    async act() {
      h.clock.advance(5 * DAY);
    },
    endings: () =>
      each(async ({ host }) => (await ask(h, host, 'GET', '/v1/bank-payouts')).body.data[0]?.state ?? 'none'),
    ending: 'paid',
  };

  const disputed: Part = {
    name: 'disputed',
    calls: ['disputes.retrieve'],
    async before() {
      await each(async (life) => {
        life.disputed = await bookStubbornly(h, life, ahead(h));
      });
    },
    act: async () => void (await each(({ disputed }) => pay(h, disputed, DISPUTED_CARD))),
    endings: () => each(async ({ disputed }) => (await disputeOf(h, disputed.id)).state),
    ending: 'open',
  };

  const answered: Part = {
    name: isSpent ? 'given in to' : 'contested',
    calls: [isSpent ? 'disputes.close' : 'disputes.update'],
    async act() {
      const support = await createPerson(h, { roles: ['support'] });
      await each(async ({ disputed }) => {
        const { id } = await disputeOf(h, disputed.id);
        const answer = isSpent ? ['accept', undefined] : ['contest', { statement: 'They stayed.' }];
        await ask(h, support, 'POST', `/v1/admin/disputes/${id}/${answer[0]}`, answer[1]);
      });
    },
    endings: () => each(async ({ disputed }) => submissionsOf(h, disputed.id)),
    ending: isSpent ? ['lost', 0] : ['under_review', 1],
  };

  const cards = { each, inTurn, made };
  const [cardSaved, cardRemoved] = [saved(h, cards), removed(h, cards)];
  const rest = restCharged(h, cards);
  if (isSpent) return [[booked, accounts, cardSaved], [rest], [paidOut], [takenBack], [disputed], [answered]];
  const { requested, strayed, givenBack } = othersOf(h);
  return [
    [booked, accounts, cardSaved, requested],
    [rest],
    [paidOut, strayed],
    [takenBack, cardRemoved],
    [banked, disputed, givenBack],
    [answered, reconciled(h), left(h)],
  ];
}

/** What is asked for first, paid twice, and given back slowly. */
function othersOf(h: Harness): Record<'requested' | 'strayed' | 'givenBack', Part> {
  let lives: Life[] = [];
  const each = <T>(work: (life: Life) => Promise<T>) => Promise.all(lives.map(work));
  const bookings = () => each(({ guest, booking }) => see(h, guest, booking.id));

  return {
    requested: {
      name: 'requested and accepted',
      calls: ['paymentIntents.capture'],
      async before() {
        lives = await Promise.all(troubles.map(() => begin(h, { instant_booking: false })));
        await each(async (life) => {
          life.booking = await bookStubbornly(h, life, ahead(h));
          await pay(h, life.booking, SLOW_REFUND_CARD);
        });
        await h.drainJobs();
      },
      act: async () => void (await each(({ host, booking }) => move(h, host, booking.id, 'accept'))),
      endings: async () => (await bookings()).map(({ state, payment }) => [state, moneyOf(h, payment)]),
      ending: ['confirmed', { captured: TOTAL, refunded: 0 }],
    },
    strayed: {
      name: 'paid a second time, by an intent that is not the payment’s',
      calls: ['paymentIntents.cancel', 'refunds.create', 'refunds.list'],
      act: () =>
        each(async (life) => {
          life.stray = await payAstray(h, life.booking);
        }).then(() => undefined),
      endings: async () => {
        const { refunds } = h.stripe.api.state();
        return lives.map(({ stray }) =>
          refunds.filter(({ payment_intent: of }) => of === stray).map(({ amount }) => amount),
        );
      },
      ending: [TOTAL],
    },
    givenBack: {
      name: 'given back in part, slowly',
      calls: ['refunds.list', 'refunds.create', 'refunds.retrieve'],
      act: () => giveBack(h, lives),
      endings: async () => (await bookings()).map(({ payment }) => [moneyOf(h, payment).refunded, payment.refunded]),
      // What was paid astray went back before.
      ending: [TOTAL + GIVEN_BACK, GIVEN_BACK],
    },
  };
}

/** Support gives each guest the same back, out of the host's part. */
async function giveBack(h: Harness, lives: readonly Life[]): Promise<void> {
  const support = await createPerson(h, { roles: ['support'] });
  const from = { hostReceives: GIVEN_BACK, platformKeeps: 0, taxes: 0 };
  const refund = (id: string) =>
    ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, { reason: 'The heating failed', from });
  await Promise.all(lives.map(({ booking }) => refund(booking.id)));
}

async function begin(h: Harness, columns: Parameters<typeof cast>[1] = {}): Promise<Life> {
  return { ...(await cast(h, columns)), booking: undefined, stray: '', disputed: undefined, account: '', card: '' };
}

async function bookStubbornly(
  h: Harness,
  { guest, listingId }: Life,
  { checkIn, checkOut }: Ahead,
): Promise<Answer['body']> {
  const quote = await quotedToken(h, guest, listingId, { checkIn, checkOut });
  const key = crypto.randomUUID();
  return (await stubbornly(h, () => bookWith(h, guest, quote, { key }))).body;
}

/** Asks again as long as it is told to come again; throws when it is told anything else than that or success. */
export async function stubbornly(h: Harness, request: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await request();
    if (answer.status < 300) return answer;
    if (!COME_AGAIN.has(answer.body.code) || attempt === 10) throw new Error(answer.text);
    if (answer.status === 409) h.clock.advance(LEASE_MS);
  }
}

/** What Stripe has taken and given back for a payment. */
function moneyOf(h: Harness, { id }: { id: string }) {
  const { captured, refunded } = h.stripe.api.totals({ paymentId: id });
  return { captured, refunded };
}

async function payAstray(h: Harness, { id, payment }: Answer['body']): Promise<string> {
  const intent = await createStripe(parseConfig(h.vars)).paymentIntents.create({
    amount: TOTAL,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_visa',
    confirm: true,
    metadata: { paymentId: payment.id, subject: id },
  });
  return intent.id;
}

async function disputeOf(h: Harness, bookingId: string): Promise<{ id: string; state: string }> {
  const [dispute] = await h.sql<{ id: string; state: string }>(
    'select d.id, d.state from disputes d join payments p on p.id = d.payment_id where p.subject = $1',
    [bookingId],
  );
  if (dispute === undefined) throw new Error(`${bookingId} is not disputed`);
  return dispute;
}

/** How Stripe says that a dispute stands, and how often it was answered. */
function submissionsOf(h: Harness, bookingId: string): unknown {
  const { disputes, paymentIntents } = h.stripe.api.state();
  const own = disputes.find(({ payment_intent: of }) =>
    paymentIntents.some(({ id, metadata }) => id === of && metadata.subject === bookingId),
  );
  return [own?.status, own?.evidence_details.submission_count];
}
