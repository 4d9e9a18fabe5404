import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { cardsOf, enterCard, savedCard } from '../cards/scene.ts';
import { leave } from '../closings/scene.ts';
import { AFTER_WORK } from '../harness/after-work.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { GOOD_CARD } from '../harness/test-cards.ts';
import type { Harness } from '../harness/world.ts';
import { type Call, troubles } from './calls.ts';
import { type Life, type Part, stubbornly } from './lives.ts';

/** How a part goes through the lives. */
export interface Lives {
  each<T>(work: (life: Life) => Promise<T>): Promise<T[]>;
  inTurn(work: (life: Life) => Promise<void>): Promise<void>;
  /** The call by which something is made, or found after its key was spent. */
  made(call: Call, found: Call): Call[];
}

/** Each guest saves a card. That Stripe made a customer is told to nobody, so that the card has to say whose it is. */
export function saved(h: Harness, { each, inTurn, made }: Lives): Part {
  return {
    name: 'a card saved',
    calls: [
      ...made('customers.create', 'customers.list'),
      ...made('setupIntents.create', 'setupIntents.list'),
      'setupIntents.retrieve',
      'customers.retrieve',
      'paymentMethods.retrieve',
    ],
    async act() {
      const setUp = (life: Life) =>
        stubbornly(h, async () =>
          h.api('POST', '/v1/me/cards', { token: await tokenFor(h, life.guest), key: life.listingId }),
        );
      await inTurn(async (life) => void (await setUp(life)));
      await h.worker.runCron(AFTER_WORK);
      const answers = await each(setUp);
      const guests = await each(async ({ guest }) => guest.id);
      await h.sql('update stripe_customers set customer_id = null where person_id = any($1)', [guests]);
      for (const { body } of answers) await enterCard(h, body.clientSecret, GOOD_CARD);
    },
    endings: () =>
      each(async (life) => {
        const [card, ...others] = await cardsOf(h, life.guest);
        life.card = card?.id ?? '';
        return [card?.last4, others.length, (await atStripe(h, life)).length];
      }),
    ending: ['4242', 0, 1],
  };
}

/** Each guest removes it. */
export function removed(h: Harness, { each }: Lives): Part {
  return {
    name: 'a card removed',
    calls: ['paymentMethods.detach'],
    act: async () => void (await each(({ guest, card }) => ask(h, guest, 'DELETE', `/v1/me/cards/${card}`))),
    endings: () =>
      each(async (life) => {
        const [customer] = await atStripe(h, life);
        const attached = h.stripe.api.state().paymentMethods.filter((method) => method.customer === customer?.id);
        return [(await cardsOf(h, life.guest)).length, attached.length];
      }),
    ending: [0, 0],
  };
}

/** As many people with a card close their accounts. */
export function left(h: Harness): Part {
  let people: Person[] = [];
  return {
    name: 'an account closed',
    calls: ['customers.del'],
    async before() {
      people = await Promise.all(troubles.map(() => createPerson(h)));
      for (const person of people) await savedCard(h, person);
    },
    async act() {
      for (const person of people) await leave(h, person);
    },
    endings: () =>
      Promise.all(
        people.map(async (guest) => {
          const cards = await h.sql<{ known: string }>(
            'select brand || last4 as known from saved_cards where person_id = $1',
            [guest.id],
          );
          return [(await atStripe(h, { guest })).length, cards.map(({ known }) => known)];
        }),
      ),
    ending: [0, ['']],
  };
}

/** An operator has as many days compared with Stripe's record, the one on which most happened among them. */
export function reconciled(h: Harness): Part {
  const days = troubles.map((_, index) => addDays(plainDate('2027-03-01'), index));
  return {
    name: 'reconciled',
    calls: ['balanceTransactions.list', 'charges.list', 'disputes.list'],
    async act() {
      const admin = await createPerson(h, { roles: ['admin'] });
      await Promise.all(days.map((day) => ask(h, admin, 'POST', '/v1/admin/reconciliations', { day })));
    },
    async endings() {
      const rows = await h.sql<{ day: string; state: string; found: number }>(
        `select day::text, state, (select count(*)::int from differences where differences.day = reconciliations.day) as found
         from reconciliations`,
      );
      return days.map((day) => rows.find((row) => row.day === day)).map((row) => [row?.state, row?.found]);
    },
    ending: ['done', 0],
  };
}

/** A person's customers at Stripe. */
async function atStripe(h: Harness, { guest }: Pick<Life, 'guest'>) {
  const claims = await h.sql<{ id: string }>('select id from stripe_customers where person_id = $1', [guest.id]);
  return h.stripe.api.state().customers.filter(({ metadata }) => claims.some(({ id }) => id === metadata.customerId));
}
