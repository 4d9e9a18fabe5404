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
  const { state, taken, amount, currency } = stay.dispute;
  const isOver = state === 'won' || state === 'lost';
  if (isOver !== (kind === 'dispute-closed')) return undefined;
  // A bank that only asks has taken nothing, and payouts go on.
  const openedText = taken ? 'dispute-opened.text' : 'dispute-opened.inquiry';
  const names = { ...namesOf(stay), amount: words.money(amount, currency) };
  return {
    subject: words.say(isOver ? `dispute-closed.${state}.subject` : 'dispute-opened.subject', names),
    paragraphs: [
      words.say(isOver ? `dispute-closed.${state}.text` : openedText, names),
      ...(isOver ? [] : [words.say('dispute-opened.advice')]),
      // What had gone back before the host has given already, or the marketplace bears it.
      ...(state === 'lost' && stay.borne_by_host > 0 ? [words.say('refunded.host.taken')] : []),
    ],
    facts: hostFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}
