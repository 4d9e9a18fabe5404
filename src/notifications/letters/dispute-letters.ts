import type { DisputeKind } from '../kinds.ts';
import type { Letter } from '../letter.ts';
import type { DisputeFacts } from '../queries/facts.ts';
import { bookingPage, hostFacts, namesOf, type Occasion } from './stay-facts.ts';

/** A letter to the host about a disputed payment or deposit; undefined when what it would tell is true no more. */
export function disputeLetter(
  kind: DisputeKind,
  stay: DisputeFacts,
  { words, page }: Pick<Occasion, 'words' | 'page'>,
): Letter | undefined {
  const { state, taken, amount, currency, deposit_id: depositId } = stay.dispute;
  const isOver = state === 'won' || state === 'lost';
  // Of what was paid too late there is no stay that the host has heard of.
  if (isOver !== (kind === 'dispute-closed') || stay.confirmed_at === null) return undefined;
  const names = { ...namesOf(stay), amount: words.money(amount, currency) };
  const { subject, text } = isOver ? ended(state, taken) : opened(taken);
  return {
    subject: words.say(subject, names),
    paragraphs: [
      words.say(text, names),
      ...(depositId === null ? [] : [words.say('refunded.host.deposit', names)]),
      ...(isOver ? [] : [words.say('dispute-opened.advice')]),
      // What had gone back before the host has given already, or the marketplace bears it.
      ...(state === 'lost' && taken
        ? [words.say(stay.borne_by_host > 0 ? 'refunded.host.taken' : 'dispute-closed.lost.unborne')]
        : []),
    ],
    facts: hostFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}

// A bank that only asks has taken nothing, and payouts go on.
function opened(taken: boolean) {
  return taken
    ? ({ subject: 'dispute-opened.subject', text: 'dispute-opened.text' } as const)
    : ({ subject: 'dispute-opened.inquiry.subject', text: 'dispute-opened.inquiry' } as const);
}

function ended(state: 'won' | 'lost', taken: boolean) {
  // Also where support has given in to a bank that only asked.
  if (!taken) return { subject: 'dispute-closed.won.subject', text: 'dispute-closed.inquiry' } as const;
  return { subject: `dispute-closed.${state}.subject`, text: `dispute-closed.${state}.text` } as const;
}
