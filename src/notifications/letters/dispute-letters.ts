import type { DisputeFacts } from '../fact-queries.ts';
import type { DisputeKind } from '../kinds.ts';
import type { Letter } from '../letter.ts';
import { bookingPage, hostFacts, namesOf, type Occasion } from './stay-facts.ts';

/** A letter to the host about a disputed payment; undefined when what it would tell is true no more. */
export function disputeLetter(
  kind: DisputeKind,
  stay: DisputeFacts,
  { words, page }: Pick<Occasion, 'words' | 'page'>,
): Letter | undefined {
  const { state, amount, currency } = stay.dispute;
  const isOver = state === 'won' || state === 'lost';
  if (isOver !== (kind === 'dispute-closed')) return undefined;
  const names = { ...namesOf(stay), amount: words.money(amount, currency) };
  return {
    subject: words.say(isOver ? `dispute-closed.${state}.subject` : 'dispute-opened.subject', names),
    paragraphs: [
      words.say(isOver ? `dispute-closed.${state}.text` : 'dispute-opened.text', names),
      ...(isOver ? [] : [words.say('dispute-opened.advice')]),
    ],
    facts: hostFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}
