import { AUTHORISATION_EXPIRED, depositTimes } from '../../deposits/index.ts';
import { isStanding } from '../../kernel/booking-state.ts';
import type { DepositKind } from '../kinds.ts';
import type { Letter } from '../letter.ts';
import type { DepositFacts } from '../queries/facts.ts';
import { bookingPage, hostFacts, instantOf, namesOf, type Occasion, stayFacts } from './stay-facts.ts';

/** A letter about a damage deposit; undefined when what it would tell is true no more. */
export function depositLetter(kind: DepositKind, stay: DepositFacts, occasion: Occasion): Letter | undefined {
  return isCurrent[kind](stay, occasion) ? letters[kind](stay, occasion) : undefined;
}

const isCurrent: Readonly<Record<DepositKind, (stay: DepositFacts, occasion: Occasion) => boolean>> = {
  // One that was set aside until then is sought anew at once, without the guest.
  'deposit-failed': (stay, { now }) =>
    stay.deposit.state === 'failed' &&
    stay.deposit.error !== AUTHORISATION_EXPIRED &&
    stay.state === 'confirmed' &&
    now < depositTimes(stay).checkIn,
  'deposit-missing': ({ deposit }) => deposit.state === 'failed',
  'deposit-unrenewed': ({ deposit }) => deposit.state === 'authorised',
  'deposit-claimed': ({ deposit }) => deposit.claim_amount !== null && deposit.state !== 'failed',
  'deposit-ended': (stay, { now }) => {
    const { state, error, claim_amount: claimed } = stay.deposit;
    if (state !== 'failed' || error !== AUTHORISATION_EXPIRED) return false;
    return claimed !== null || (!stay.was_foretold && isStanding(stay.state) && now >= depositTimes(stay).checkIn);
  },
};

const letters: Readonly<Record<DepositKind, (stay: DepositFacts, occasion: Occasion) => Letter>> = {
  'deposit-failed': (stay, occasion) => {
    const { words } = occasion;
    const names = { ...namesOf(stay), ...money(stay, occasion) };
    const until = instantOf(depositTimes(stay).checkIn, stay, words);
    return {
      subject: words.say('deposit-failed.subject', names),
      paragraphs: [words.say('deposit-failed.text', { ...names, until }), words.say('deposit-failed.advice', names)],
      facts: stayFacts(stay, words),
      action: { label: words.say('deposit-failed.action'), href: bookingPage(stay, occasion.page) },
    };
  },
  'deposit-missing': (stay, occasion) =>
    about(stay, occasion, {
      subject: occasion.words.say('deposit-missing.subject', namesOf(stay)),
      paragraphs: [occasion.words.say('deposit-missing.text', { ...namesOf(stay), ...money(stay, occasion) })],
    }),
  'deposit-unrenewed': (stay, occasion) => {
    const { words, side } = occasion;
    const { capture_before: endsAt } = stay.deposit;
    const until = instantOf(endsAt === null ? null : new Date(endsAt), stay, words);
    const names = { ...namesOf(stay), ...money(stay, occasion), until };
    return about(stay, occasion, {
      subject: words.say(`deposit-unrenewed.${side}.subject`, names),
      paragraphs: [words.say(`deposit-unrenewed.${side}.text`, names)],
    });
  },
  'deposit-claimed': (stay, occasion) => {
    const { words } = occasion;
    const { amount: most, claim_amount, claim_reason: reason, currency } = stay.deposit;
    const claimed = claim_amount ?? 0;
    const names = { ...namesOf(stay), amount: words.money(claimed, currency) };
    const letter = about(stay, occasion, {
      subject: words.say(reason === null ? 'deposit-claimed.taken' : 'deposit-claimed.subject', names),
      paragraphs: [
        words.say('deposit-claimed.text', names),
        ...(claimed < most ? [words.say('deposit-claimed.rest')] : []),
      ],
    });
    if (reason === null) return letter;
    return { ...letter, facts: [{ label: words.say('fact.reason'), value: reason }, ...(letter.facts ?? [])] };
  },
  'deposit-ended': (stay, occasion) => {
    const { words, side } = occasion;
    const { claim_amount: claimed, amount, currency } = stay.deposit;
    const names = { ...namesOf(stay), amount: words.money(claimed ?? amount, currency) };
    const ending = claimed === null ? (`deposit-ended.${side}` as const) : (`deposit-ended.claimed.${side}` as const);
    return about(stay, occasion, {
      subject: words.say(`${ending}.subject`, names),
      paragraphs: [words.say(`${ending}.text`, names)],
    });
  },
};

function about(stay: DepositFacts, { side, words, page }: Occasion, says: Letter): Letter {
  const facts = side === 'host' ? hostFacts(stay, words) : stayFacts(stay, words);
  return { ...says, facts, action: { label: words.say('booking.action'), href: bookingPage(stay, page) } };
}

function money({ deposit }: DepositFacts, { words }: Occasion) {
  return { amount: words.money(deposit.amount, deposit.currency) };
}
