import { AUTHORISATION_EXPIRED } from '../../src/deposits/index.ts';
import type { Side } from '../../src/kernel/actor.ts';
import { policyFor } from '../../src/kernel/cancellation-policy.ts';
import { plainDate } from '../../src/kernel/dates.ts';
import { asId } from '../../src/kernel/ids.ts';
import {
  type AlterationKind,
  type DepositKind,
  type DisputeKind,
  isOptionalKind,
  leavingKinds,
  linkKinds,
} from '../../src/notifications/kinds.ts';
import { layOut } from '../../src/notifications/lay-out.ts';
import type { Letter } from '../../src/notifications/letter.ts';
import { alterationLetter } from '../../src/notifications/letters/alteration-letters.ts';
import { depositLetter } from '../../src/notifications/letters/deposit-letters.ts';
import { disputeLetter } from '../../src/notifications/letters/dispute-letters.ts';
import { endpointLetter } from '../../src/notifications/letters/endpoint-letter.ts';
import { conflictLetter, feedLetter } from '../../src/notifications/letters/feed-letter.ts';
import { leavingLetter, linkLetter } from '../../src/notifications/letters/link-letters.ts';
import { messageLetter } from '../../src/notifications/letters/message-letter.ts';
import { payoutLetter, returnedLetter } from '../../src/notifications/letters/payout-letter.ts';
import { failedRefundLetter, latePaymentLetter, refundLetter } from '../../src/notifications/letters/refund-letter.ts';
import { reviewLetter } from '../../src/notifications/letters/review-letter.ts';
import { arrivalDay } from '../../src/notifications/letters/stay-facts.ts';
import { type StayKind, stayLetter } from '../../src/notifications/letters/stay-letters.ts';
import type { DepositFacts, DisputeFacts, ProposalFacts } from '../../src/notifications/queries/facts.ts';
import type { StayFacts } from '../../src/notifications/queries/stays.ts';
import { type Words, wordsFor } from '../../src/notifications/words.ts';
import type { DisputeState } from '../../src/platform/db/tables/disputes.ts';

const WEB = 'https://stays.example';
const totals = { guestPays: 411_12, hostReceives: 349_20, platformKeeps: 61_92, taxes: 0 };
const now = new Date('2027-06-10T12:00:00Z');

/** A stay in New York that begins in two days. */
export const stay: StayFacts = {
  id: asId('booking', 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3'),
  listing_id: asId('listing', 'lst_01kav0h2e6f8w9x3m5n7p9q1r3'),
  guest_id: asId('person', 'per_01kav0h2e6f8w9x3m5n7p9q1r3'),
  host_id: asId('person', 'per_01kav0h2e6f8w9x3m5n7p9q1r4'),
  state: 'confirmed',
  version: 1,
  mode: 'instant',
  check_in: plainDate('2027-06-12'),
  check_out: plainDate('2027-06-15'),
  time_zone: 'America/New_York',
  check_in_from: '15:00',
  check_in_until: '21:00',
  check_out_by: '11:00',
  adults: 2,
  children: 1,
  infants: 0,
  pets: 1,
  price: { currency: 'USD', nights: [], lines: [], totals },
  cancellation_policy: { code: 'flexible', ...policyFor('flexible', 3) },
  payment_id: asId('payment', 'pay_01kav0h2e6f8w9x3m5n7p9q1r3'),
  expires_at: null,
  created_at: new Date('2027-05-01T12:00:00Z'),
  requested_at: null,
  accepted_at: null,
  confirmed_at: new Date('2027-05-01T12:01:00Z'),
  ended_at: null,
  ended_by: null,
  refund: null,
  kept: null,
  host_fee: 0,
  is_no_show: false,
  is_cut_short: false,
  listing_title: 'Loft by the river',
  place: 'New York',
  address: {
    line1: '1 River Street',
    line2: null,
    city: 'New York',
    region: 'New York',
    postalCode: '10004',
    country: 'US',
  },
  guest_name: 'Ada',
  host_name: 'Grace',
  reviewed_by: [],
  is_kept_closed: false,
  is_on_offer: true,
  captured: null,
  refund_waits: 0,
  altered_refund: 0,
  altered_waits: 0,
  is_taken_back: false,
  taken_of_host: 0,
  capturing_to_host: 0,
  rest: null,
};

const requested = {
  state: 'requested',
  confirmed_at: null,
  expires_at: new Date('2027-06-11T16:30:00Z'),
} as const;
const held = { ...requested, state: 'held', expires_at: new Date('2027-06-10T12:15:00Z') } as const;
const ended = { ended_at: now, ended_by: 'host' } as const;
const unanswered = { state: 'expired', ended_at: now, ended_by: 'system', requested_at: now } as const;
// It is less than two days until then.
const arriving = { check_in_from: '07:00' } as const;
const cancelled = {
  ...ended,
  state: 'cancelled',
  refund: { refund: 411_12, kept: nothing(), nightsStayed: 0 },
} as const;
const over = { check_in: plainDate('2027-06-05'), check_out: plainDate('2027-06-08'), state: 'completed' } as const;

const rest: StayFacts['rest'] = {
  amount: 205_56,
  host_share: 174_60,
  due_at: '2027-06-08T19:00:00Z',
  pay_by: '2027-06-10T19:00:00Z',
  payment_id: null,
  settled_at: null,
  by_card: 'charged',
};
const restAhead = { ...rest, due_at: '2027-06-13T19:00:00Z', pay_by: '2027-06-15T19:00:00Z' };
const later = { check_in: plainDate('2027-06-26'), check_out: plainDate('2027-06-29') };

/** For each kind the stays that it tells of, with the side that is told, under the name of the letter. */
const told: Readonly<Record<string, { kind: StayKind; side: Side; stay: Partial<StayFacts> }>> = {
  'booking-requested': { kind: 'booking-requested', side: 'host', stay: requested },
  'booking-requested.tonight': {
    kind: 'booking-requested',
    side: 'host',
    stay: { ...requested, check_in: plainDate('2027-06-10'), expires_at: new Date('2027-06-11T04:00:00Z') },
  },
  'booking-reminder': { kind: 'booking-reminder', side: 'host', stay: requested },
  'booking-expired.guest': { kind: 'booking-expired', side: 'guest', stay: unanswered },
  'booking-expired.host': { kind: 'booking-expired', side: 'host', stay: unanswered },
  'booking-expired.unpaid.guest': { kind: 'booking-expired', side: 'guest', stay: { ...unanswered, accepted_at: now } },
  'booking-expired.unpaid.host': { kind: 'booking-expired', side: 'host', stay: { ...unanswered, accepted_at: now } },
  'booking-expired.charged.guest': {
    kind: 'booking-expired',
    side: 'guest',
    stay: { ...unanswered, is_cut_short: true, captured: 50_00 },
  },
  'booking-expired.cut-short.host': {
    kind: 'booking-expired',
    side: 'host',
    stay: { ...unanswered, is_cut_short: true },
  },
  'booking-accepted': {
    kind: 'booking-accepted',
    side: 'guest',
    stay: { ...requested, accepted_at: now, expires_at: null },
  },
  'booking-declined': { kind: 'booking-declined', side: 'guest', stay: { ...ended, state: 'declined' } },
  'booking-confirmed.guest': { kind: 'booking-confirmed', side: 'guest', stay: {} },
  'booking-confirmed.host': { kind: 'booking-confirmed', side: 'host', stay: {} },
  'booking-confirmed.rest.guest': { kind: 'booking-confirmed', side: 'guest', stay: { rest } },
  'booking-confirmed.uncharged.guest': {
    kind: 'booking-confirmed',
    side: 'guest',
    stay: { rest: { ...rest, by_card: 'asked' } },
  },
  'booking-confirmed.rest.host': { kind: 'booking-confirmed', side: 'host', stay: { rest } },
  'booking-altered.guest': { kind: 'booking-altered', side: 'guest', stay: {} },
  'booking-altered.cheaper.guest': { kind: 'booking-altered', side: 'guest', stay: { altered_refund: 102_78 } },
  'booking-altered.host': { kind: 'booking-altered', side: 'host', stay: {} },
  'booking-cancelled.guest': { kind: 'booking-cancelled', side: 'guest', stay: cancelled },
  'booking-cancelled.host': {
    kind: 'booking-cancelled',
    side: 'host',
    stay: { ...cancelled, is_kept_closed: true, host_fee: 50_00 },
  },
  'booking-cancelled.no-show.guest': {
    kind: 'booking-cancelled',
    side: 'guest',
    stay: { ...cancelled, is_no_show: true, refund: { refund: 0, kept: totals, nightsStayed: 0 } },
  },
  'booking-cancelled.no-show.host': {
    kind: 'booking-cancelled',
    side: 'host',
    stay: { ...cancelled, is_no_show: true, refund: { refund: 0, kept: totals, nightsStayed: 0 } },
  },
  'booking-cancelled.by-guest.host': {
    kind: 'booking-cancelled',
    side: 'host',
    stay: { ...cancelled, ended_by: 'guest' },
  },
  'booking-cancelled.during.host': {
    kind: 'booking-cancelled',
    side: 'host',
    stay: { ...cancelled, ended_by: 'guest', check_in: plainDate('2027-06-09') },
  },
  'booking-cancelled.by-support.guest': {
    kind: 'booking-cancelled',
    side: 'guest',
    stay: { ...cancelled, ended_by: 'support', refund: { refund: 0, kept: totals, nightsStayed: 0 } },
  },
  'booking-cancelled.disputed.guest': {
    kind: 'booking-cancelled',
    side: 'guest',
    stay: { ...cancelled, refund_waits: 411_12 },
  },
  'booking-cancelled.disputed-in-part.guest': {
    kind: 'booking-cancelled',
    side: 'guest',
    stay: { ...cancelled, refund_waits: 205_56 },
  },
  'booking-cancelled.by-system.guest': {
    kind: 'booking-cancelled',
    side: 'guest',
    stay: { ...cancelled, ended_by: 'system', rest },
  },
  'booking-cancelled.by-system.host': {
    kind: 'booking-cancelled',
    side: 'host',
    stay: { ...cancelled, ended_by: 'system', rest },
  },
  'rest-due': {
    kind: 'rest-due',
    side: 'guest',
    stay: { ...later, rest: restAhead },
  },
  'rest-due.uncharged': {
    kind: 'rest-due',
    side: 'guest',
    stay: { ...later, rest: { ...restAhead, by_card: 'asked' }, is_taken_back: true },
  },
  'rest-due.undecided': {
    kind: 'rest-due',
    side: 'guest',
    stay: { ...later, rest: { ...restAhead, by_card: 'undecided' } },
  },
  'rest-failed': { kind: 'rest-failed', side: 'guest', stay: { rest } },
  'rest-unpaid': { kind: 'rest-unpaid', side: 'guest', stay: { rest: { ...rest, payment_id: 'pay_1' } } },
  'arriving.guest': { kind: 'arriving', side: 'guest', stay: arriving },
  'arriving.host': { kind: 'arriving', side: 'host', stay: arriving },
  'review-open.guest': { kind: 'review-open', side: 'guest', stay: over },
  'review-open.host': { kind: 'review-open', side: 'host', stay: over },
  'payment-failed': { kind: 'payment-failed', side: 'guest', stay: held },
};

/** The stay of a sample letter as it may be told of, and by which of its sides. */
export const stayLetters = Object.entries(told).map(([name, { kind, side, stay: columns }]) => ({
  name,
  kind,
  side,
  stay: { ...stay, ...columns },
}));

/** A letter about a stay, as of the samples' time. */
export function writeStayLetter(kind: StayKind, of: StayFacts, side: Side, words: Words): Letter | undefined {
  return stayLetter(kind, of, { side, words, now, which: arrivalDay(of), page });
}

type Proposal = ProposalFacts['proposal'];

/** A proposal of one side for a night more, as it waits for its answer. */
function proposalBy(proposed_by: Side, change: Partial<Proposal> = {}): Proposal {
  return {
    proposed_by,
    state: 'proposed',
    check_in: stay.check_in,
    check_out: plainDate('2027-06-16'),
    adults: 3,
    children: 1,
    infants: 0,
    pets: 1,
    price: { ...stay.price, totals: { ...totals, guestPays: 548_16, hostReceives: 465_60 } },
    cancellation_policy: stay.cancellation_policy,
    difference: 137_04,
    payment_id: null,
    created_at: '2027-06-08T16:30:00Z',
    expires_at: '2027-06-11T16:30:00Z',
    ended_at: null,
    capture_before: null,
    ...change,
  };
}

/** The letters about proposals, with who is told of whose. */
export const proposals: Readonly<
  Record<string, { kind: AlterationKind; side: Side; proposal: Proposal; differs?: Partial<ProposalFacts> }>
> = {
  'alteration-proposed.guest': { kind: 'alteration-proposed', side: 'guest', proposal: proposalBy('host') },
  'alteration-proposed.host': { kind: 'alteration-proposed', side: 'host', proposal: proposalBy('guest') },
  'alteration-answered.guest': {
    kind: 'alteration-answered',
    side: 'guest',
    proposal: proposalBy('guest', { state: 'declined', expires_at: null }),
  },
  'alteration-answered.host': {
    kind: 'alteration-answered',
    side: 'host',
    proposal: proposalBy('host', { state: 'declined', expires_at: null }),
  },
  'alteration-answered.lapsed.guest': {
    kind: 'alteration-answered',
    side: 'guest',
    proposal: proposalBy('host', { state: 'expired', expires_at: null, payment_id: stay.payment_id }),
  },
  'alteration-answered.cut-short.host': {
    kind: 'alteration-answered',
    side: 'host',
    proposal: proposalBy('guest', {
      state: 'expired',
      expires_at: null,
      ended_at: '2027-06-09T12:00:00Z',
      payment_id: stay.payment_id,
    }),
  },
  'alteration-answered.unpaid.host': {
    kind: 'alteration-answered',
    side: 'host',
    proposal: proposalBy('host', { state: 'expired', expires_at: null, payment_id: stay.payment_id }),
  },
  'alteration-answered.late.guest': {
    kind: 'alteration-answered',
    side: 'guest',
    proposal: proposalBy('guest', { state: 'expired', expires_at: null }),
  },
  'alteration-answered.unpaid.guest': {
    kind: 'alteration-answered',
    side: 'guest',
    proposal: proposalBy('guest', { state: 'expired', expires_at: null }),
    differs: { was_proposed: false },
  },
  'alteration-answered.charged.guest': {
    kind: 'alteration-answered',
    side: 'guest',
    proposal: proposalBy('guest', { state: 'expired', expires_at: null }),
    differs: { captured_difference: 50_00 },
  },
  'alteration-failed.guest': {
    kind: 'alteration-failed',
    side: 'guest',
    proposal: proposalBy('guest', { state: 'failed', expires_at: null }),
  },
  'alteration-failed.charged.guest': {
    kind: 'alteration-failed',
    side: 'guest',
    proposal: proposalBy('guest', { state: 'failed', expires_at: null }),
    differs: { captured_difference: 50_00 },
  },
  'alteration-failed.host': {
    kind: 'alteration-failed',
    side: 'host',
    proposal: proposalBy('guest', { state: 'failed', expires_at: null }),
  },
  'alteration-answered.late.host': {
    kind: 'alteration-answered',
    side: 'host',
    proposal: proposalBy('host', { state: 'expired', expires_at: null }),
  },
};

/** A letter about a proposal, as of the samples' time. */
export function writeProposalLetter(
  kind: AlterationKind,
  proposal: Proposal,
  side: Side,
  words: Words,
  differs: Partial<ProposalFacts> = {},
): Letter | undefined {
  const facts = { ...stay, proposal, captured_difference: null, was_proposed: true, unpaid: null, ...differs };
  return alterationLetter(kind, facts, { side, words, now, which: 0, page });
}

/** The letters about disputes, with what has become of each. */
export const disputes: Readonly<
  Record<string, { kind: DisputeKind; state: DisputeState; differs?: Partial<DisputeFacts['dispute']>; borne?: 0 }>
> = {
  'dispute-opened': { kind: 'dispute-opened', state: 'open' },
  'dispute-opened.inquiry': { kind: 'dispute-opened', state: 'open', differs: { taken: false } },
  'dispute-opened.deposit': {
    kind: 'dispute-opened',
    state: 'open',
    differs: { deposit_id: asId('deposit', 'dep_01kav0h2e6f8w9x3m5n7p9q1r3'), amount: 80_00 },
  },
  'dispute-closed.won': { kind: 'dispute-closed', state: 'won' },
  'dispute-closed.inquiry': { kind: 'dispute-closed', state: 'won', differs: { taken: false } },
  'dispute-closed.lost': { kind: 'dispute-closed', state: 'lost' },
  'dispute-closed.lost.unborne': { kind: 'dispute-closed', state: 'lost', borne: 0 },
};

/** The stay with its payment disputed. */
export function disputed(
  state: DisputeState,
  differs: Partial<DisputeFacts['dispute']> = {},
  borne = state === 'lost' ? totals.hostReceives : 0,
): DisputeFacts {
  const { currency } = stay.price;
  const dispute = { deposit_id: null, state, taken: true, amount: totals.guestPays, currency, ...differs };
  return { ...stay, borne_by_host: borne, dispute };
}

const freed = { state: 'failed', error: AUTHORISATION_EXPIRED } as const;
const begun = { check_in: plainDate('2027-06-09') };

/** The letters about damage deposits, with who is told of what. */
const deposits: Readonly<
  Record<string, { kind: DepositKind; side: Side; deposit: DepositFacts['deposit']; stay?: Partial<StayFacts> }>
> = {
  'deposit-failed': { kind: 'deposit-failed', side: 'guest', deposit: depositThat({ state: 'failed' }) },
  'deposit-missing': { kind: 'deposit-missing', side: 'host', deposit: depositThat({ state: 'failed' }) },
  'deposit-unrenewed.guest': { kind: 'deposit-unrenewed', side: 'guest', deposit: depositThat({}) },
  'deposit-unrenewed.host': { kind: 'deposit-unrenewed', side: 'host', deposit: depositThat({}) },
  'deposit-claimed': {
    kind: 'deposit-claimed',
    side: 'guest',
    deposit: depositThat({ claim_amount: 80_00, claim_reason: 'The window of the kitchen is broken.' }),
  },
  'deposit-claimed.taken': {
    kind: 'deposit-claimed',
    side: 'guest',
    deposit: depositThat({ claim_amount: 200_00 }),
  },
  'deposit-ended.guest': { kind: 'deposit-ended', side: 'guest', deposit: depositThat(freed), stay: begun },
  'deposit-ended.host': { kind: 'deposit-ended', side: 'host', deposit: depositThat(freed), stay: begun },
  'deposit-ended.claimed.guest': {
    kind: 'deposit-ended',
    side: 'guest',
    deposit: depositThat({ ...freed, claim_amount: 80_00 }),
  },
  'deposit-ended.claimed.host': {
    kind: 'deposit-ended',
    side: 'host',
    deposit: depositThat({ ...freed, claim_amount: 80_00 }),
  },
};

function depositThat(differs: Partial<DepositFacts['deposit']>): DepositFacts['deposit'] {
  const claim = { claim_amount: null, claim_reason: null };
  return {
    state: 'authorised',
    amount: 200_00,
    currency: 'USD',
    error: null,
    capture_before: '2027-06-17T12:00:00Z',
    ...claim,
    ...differs,
  };
}

/** A letter about a damage deposit, as of the samples' time. */
function writeDepositLetter(
  kind: DepositKind,
  deposit: DepositFacts['deposit'],
  side: Side,
  words: Words,
  columns: Partial<StayFacts> = {},
): Letter | undefined {
  const facts = { ...stay, ...columns, deposit, was_foretold: false };
  return depositLetter(kind, facts, { side, words, now, which: 0, page });
}

/** One sample of every letter that there is, for who reads by this locale. */
export function sampleLetters(locale: string): { name: string; letter: Letter }[] {
  const words = wordsFor(locale);
  const feed = {
    listing_id: stay.listing_id,
    listing_title: stay.listing_title,
    channel: 'airbnb',
  };
  return [
    ...linkKinds.map((kind) => ({
      name: kind,
      letter: linkLetter(kind, {
        words,
        webUrl: WEB,
        token: 'eml_01kav0h2e6f8w9x3m5n7p9q1r3.Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6',
      }),
    })),
    ...leavingKinds.map((kind) => ({ name: kind, letter: leavingLetter(kind, words, WEB) })),
    ...stayLetters.map(({ name, kind, side, stay: of }) => ({
      name,
      letter: written(name, writeStayLetter(kind, of, side, words)),
    })),
    ...Object.entries(proposals).map(([name, { kind, side, proposal, differs }]) => ({
      name,
      letter: written(name, writeProposalLetter(kind, proposal, side, words, differs)),
    })),
    ...Object.entries(deposits).map(([name, { kind, side, deposit, stay: columns }]) => ({
      name,
      letter: written(name, writeDepositLetter(kind, deposit, side, words, columns)),
    })),
    ...Object.entries(disputes).map(([name, { kind, state, differs, borne }]) => ({
      name,
      letter: written(name, disputeLetter(kind, disputed(state, differs, borne), { words, page })),
    })),
    ...(['guest', 'host'] as const).flatMap((side) =>
      (['price', 'deposit'] as const).map((of) => ({
        name: `refunded.${side}.${of}`,
        letter: refundLetter(
          {
            ...stay,
            kept: { ...totals, guestPays: 361_12, hostReceives: 299_20 },
            given: { of, amount: 50_00 },
            given_waits: 0,
          },
          { side, words, now, which: 0, page },
        ),
      })),
    ),
    ...(['nights', 'rest'] as const).map((of) => ({
      name: `payment-late.${of}`,
      letter: latePaymentLetter(
        { ...stay, late: { of, amount: 228_40 }, late_waits: 0 },
        { side: 'guest', words, now, which: 0, page },
      ),
    })),
    {
      name: 'refund-failed',
      letter: failedRefundLetter({ ...stay, unpaid: 228_40 }, { side: 'guest', words, now, which: 0, page }),
    },
    ...(['guest', 'host'] as const).map((side) => ({
      name: `review-removed.${side}`,
      letter: reviewLetter(
        {
          booking_id: stay.id,
          side,
          listing_title: stay.listing_title,
          subject_name: 'Ada',
          reason: 'It tells where the host lives.',
        },
        words,
        page,
      ),
    })),
    ...Object.entries({ payout: 0, 'payout.withheld': 50_00, 'payout.kept': 349_20 }).map(([name, withheld]) => ({
      name,
      letter: payoutLetter(
        {
          amount: 349_20 - withheld,
          withheld,
          currency: 'USD',
          listing_title: stay.listing_title,
          guest_name: stay.guest_name,
        },
        words,
        page,
      ),
    })),
    { name: 'payout-returned', letter: returnedLetter({ amount: 349_20, currency: 'USD' }, words, page) },
    ...[false, true].map((is_known) => ({
      name: is_known ? 'message.known' : 'message.masked',
      letter: messageLetter(
        {
          thread_id: asId('thread', 'thr_01kav0h2e6f8w9x3m5n7p9q1r3'),
          body: 'Is there a cot for the little one? Call me: +1 828 555 0136.',
          is_known,
          sender_name: 'Ada',
          listing_title: stay.listing_title,
        },
        words,
        page,
      ),
    })),
    { name: 'feed-stale', letter: feedLetter(feed, words, page) },
    { name: 'calendar-conflict', letter: conflictLetter({ ...stay, channel: 'airbnb' }, words, page) },
    ...(['gone', 'failing', 'password-reset'] as const).map((reason) => ({
      name: `webhook-disabled.${reason}`,
      letter: endpointLetter({ url: 'https://hooks.example.com/innkeep?key=secret', reason }, words, page),
    })),
  ];
}

/** A letter laid out as it would be sent; `name` begins with its kind, which tells whether people can choose not to get it. */
export function laidOut(locale: string, letter: Letter, name: string) {
  const words = wordsFor(locale);
  return layOut({
    letter,
    language: words.language,
    brand: 'Stays',
    plainLink: words.say('plain-link'),
    footer: words.say('footer.account', { brand: 'Stays' }),
    ...(isOptionalKind(name.split('.')[0] ?? '')
      ? { unsubscribe: { label: words.say('footer.stop'), href: 'https://api.stays.example/unsubscribe/a.b.c' } }
      : {}),
  });
}

function page(path: string): string {
  return `${WEB}/${path}`;
}

function written(name: string, letter: Letter | undefined): Letter {
  if (letter === undefined) throw new Error(`${name} has moved on`);
  return letter;
}

function nothing() {
  return { guestPays: 0, hostReceives: 0, platformKeeps: 0, taxes: 0 };
}
