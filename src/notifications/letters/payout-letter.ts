import type { Currency } from '../../kernel/currencies.ts';
import type { Letter } from '../letter.ts';
import type { Words } from '../words.ts';

/** A payout that was made, as its letter tells of it. */
interface MadePayout {
  amount: number;
  currency: Currency;
  listing_title: string;
  guest_name: string;
}

/** Tells a host that they were paid for a stay. */
export function payoutLetter(payout: MadePayout, words: Words, page: (path: string) => string): Letter {
  const amount = words.money(payout.amount, payout.currency);
  return {
    subject: words.say('payout.subject', { amount }),
    paragraphs: [words.say('payout.text', { guest: payout.guest_name, listing: payout.listing_title })],
    action: { label: words.say('payout.action'), href: page('payouts') },
  };
}
