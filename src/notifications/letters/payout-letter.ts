import type { Currency } from '../../kernel/currencies.ts';
import type { Letter } from '../letter.ts';
import type { Words } from '../words.ts';

/** A payout that was made, as its letter tells of it. */
interface MadePayout {
  /** What was transferred, and what was kept before of what the host owed. */
  amount: number;
  withheld: number;
  currency: Currency;
  listing_title: string;
  guest_name: string;
}

/** Tells a host that they were paid for a stay, or that all of it was kept for what they owed. */
export function payoutLetter(payout: MadePayout, words: Words, page: (path: string) => string): Letter {
  const { currency, withheld, guest_name: guest, listing_title: listing } = payout;
  const amount = words.money(payout.amount, currency);
  const kept = { gross: words.money(payout.amount + withheld, currency), withheld: words.money(withheld, currency) };
  const action = { label: words.say('payout.action'), href: page('payouts') };
  if (payout.amount === 0) {
    return {
      subject: words.say('payout.kept.subject', kept),
      paragraphs: [words.say('payout.kept.text', { guest, listing })],
      action,
    };
  }
  return {
    subject: words.say('payout.subject', { amount }),
    paragraphs: [
      words.say('payout.text', { guest, listing }),
      ...(withheld > 0 ? [words.say('payout.withheld', kept)] : []),
    ],
    action,
  };
}

/** What a host's bank has sent back. */
interface ReturnedPayout {
  amount: number;
  currency: Currency;
}

/** Tells a host that their bank has sent money back, which Stripe pays again only to another bank account. */
export function returnedLetter(payout: ReturnedPayout, words: Words, page: (path: string) => string): Letter {
  const amount = words.money(payout.amount, payout.currency);
  return {
    subject: words.say('payout-returned.subject', { amount }),
    paragraphs: [words.say('payout-returned.text', { amount })],
    action: { label: words.say('payout-returned.action'), href: page('payouts') },
  };
}
