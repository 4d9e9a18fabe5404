/** The letters about money: payments and refunds, the rest of a price, deposits, disputes and payouts. */
export const money = {
  'refunded.guest.subject': 'Our support gives you {amount} back',
  'refunded.guest.price': 'It comes out of what you have paid for your stay at {listing}.',
  'refunded.guest.deposit': 'It was taken of your damage deposit for {listing}.',
  'refunded.host.subject': 'Our support gives {guest} {amount} back',
  'refunded.host.price': 'It comes out of what was paid for the stay at {listing}.',
  'refunded.host.deposit': 'It was taken of the damage deposit for {listing}.',
  'refunded.host.taken':
    'Your share of it is not paid out; what was already is taken back, or kept from what is paid to you next.',
  'refund-failed.subject': 'Your refund of {amount} could not be paid',
  'refund-failed.text':
    'What was to go back to you for {listing} did not get to where the payment came from, as where a card was closed. You are owed it still, and our support sees to it.',
  'refund-failed.advice': 'If you do not have the card any more that you paid with, write to our support.',
  'payment-late.subject': 'Your payment of {amount} came too late and goes back to you',
  'payment-late.nights':
    'When it arrived, the nights at {listing} were no longer held for you. Nothing is booked with it.',
  'payment-late.rest': 'When the rest for your stay at {listing} arrived, the stay was over or cancelled already.',
  'payout.subject': '{amount} is on its way to you',
  'payout.text':
    'This is your payout for the stay of {guest} at {listing}. Stripe has it, and pays it on to your bank account.',
  'payout.withheld': 'Of {gross} that you earned, {withheld} was kept for what you owed.',
  'payout.action': 'See your payouts',
  'payout.kept.subject': '{gross} that you earned was kept for what you owed',
  'payout.kept.text':
    'Your payout for the stay of {guest} at {listing} went wholly towards what you owed, so nothing is transferred to you for it.',
  'payout-returned.subject': 'Your bank has sent {amount} back',
  'payout-returned.text':
    'Stripe had paid {amount} to your bank account, but the money came back. Stripe keeps it for you, and pays it again once you have given it another bank account.',
  'payout-returned.action': 'Give another bank account',
  'payment-failed.subject': 'Your payment did not go through',
  'payment-failed.text':
    'The nights at {listing} are held for you until {until}. Try again, or pay with another card, before that.',
  'payment-failed.action': 'Try again',
  'rest-due.subject': 'The rest for {listing} is charged soon',
  'rest-due.text': 'On {due} we charge {amount}, the rest of the price of your stay, to your saved card.',
  'rest-due.advice': 'There is nothing that you have to do, as long as the card is still good for it.',
  'rest-due.uncharged.subject': 'The rest for {listing} is due soon',
  'rest-due.uncharged.text':
    'On {due} {amount}, the rest of the price of your stay, is due. Your saved card is not charged for it any more: you get another e-mail then, to pay it yourself, with any card, by {until}.',
  'rest-due.undecided.text':
    'On {due} {amount}, the rest of the price of your stay, is due. If your bank has decided by then that your first payment stands, we charge your saved card. Otherwise you get another e-mail, to pay the rest yourself, with any card, by {until}.',
  'rest-failed.subject': 'Please pay the rest for {listing}',
  'rest-failed.text':
    'We could not charge {amount}, the rest of the price of your stay, to your saved card. Please pay it yourself, with this card or another, by {until}.',
  'rest-failed.advice':
    'If it is not paid by then, the stay is cancelled, and what you have paid goes back by the cancellation terms.',
  'rest-failed.lost': 'If it is not paid by then, the stay is cancelled.',
  'rest-failed.action': 'Pay the rest',
  'rest-unpaid.subject': 'The rest for {listing} is still unpaid',
  'rest-unpaid.text':
    '{amount}, the rest of the price of your stay, has not been paid yet. If you have begun to, your bank may still wait for you to confirm it. Please pay it by {until}.',
  'deposit-failed.subject': 'Please set aside the damage deposit for {listing}',
  'deposit-failed.text':
    'We could not set aside {amount} on your saved card as the damage deposit of your stay. Please do so yourself, with this card or another, by {until}.',
  'deposit-failed.advice':
    'It is no payment: unless {host} claims a part of it, all of it is free again after your stay.',
  'deposit-failed.action': 'Set the deposit aside',
  'deposit-missing.subject': 'The stay of {guest} begins without its damage deposit',
  'deposit-missing.text':
    '{amount} could not be set aside on the card of {guest}. The booking of {listing} stands, but there is no deposit that you could claim.',
  'deposit-unrenewed.guest.subject': 'Your damage deposit for {listing} could not be extended',
  'deposit-unrenewed.guest.text':
    'What is set aside on your card is free again on {until}; we could not set aside {amount} anew. There is nothing that you have to do.',
  'deposit-unrenewed.host.subject': 'The damage deposit of {guest} ends early',
  'deposit-unrenewed.host.text':
    'The {amount} for {listing} could not be set aside anew on the card of {guest}. What is set aside can be claimed until {until} only.',
  'deposit-claimed.subject': '{host} claims {amount} of your damage deposit',
  'deposit-claimed.taken': '{amount} of your damage deposit is taken',
  'deposit-claimed.text': 'It is taken from what was set aside on your card for your stay at {listing}.',
  'deposit-claimed.rest': 'The rest is free again.',
  'deposit-ended.guest.subject': 'Your damage deposit for {listing} is free again',
  'deposit-ended.guest.text':
    'The {amount} is set aside on your card no more, and nothing was taken. There is nothing that you have to do.',
  'deposit-ended.host.subject': 'The damage deposit of {guest} has ended',
  'deposit-ended.host.text':
    'The {amount} for {listing} is set aside on the card of {guest} no more. The booking stands, but there is no deposit that you could claim.',
  'deposit-ended.claimed.guest.subject': 'Nothing is taken of your damage deposit',
  'deposit-ended.claimed.guest.text':
    'The {amount} that {host} had claimed could not be taken. What was set aside on your card for your stay at {listing} is free again.',
  'deposit-ended.claimed.host.subject': 'Your claim to the damage deposit of {guest} came to nothing',
  'deposit-ended.claimed.host.text':
    'The {amount} that you had claimed for {listing} could not be taken: what was set aside on the card of {guest} was free again by then.',
  'dispute-opened.subject': 'A payment by {guest} is disputed',
  'dispute-opened.inquiry.subject': 'The bank of {guest} asks about a payment',
  'dispute-opened.text':
    '{guest} has asked the bank to take back {amount} paid for {listing}. Until the bank has decided, which can take weeks, nothing more is paid out for this stay.',
  'dispute-opened.inquiry':
    'The bank of {guest} asks about {amount} paid for {listing}. It has taken nothing back, and you are paid for the stay as before; should it take the money, you are told.',
  'dispute-opened.advice': 'Our support answers the bank. Keep at hand what speaks for the payment.',
  'dispute-closed.won.subject': 'A payment by {guest} stands',
  'dispute-closed.won.text':
    'The dispute about {amount} paid for {listing} is won. Your share is paid out as it would have been.',
  'dispute-closed.inquiry':
    'The bank of {guest} asks no more about {amount} paid for {listing}. It has taken nothing back, and you are paid for the stay as before.',
  'dispute-closed.lost.subject': '{amount} paid by {guest} was taken back',
  'dispute-closed.lost.text': 'The dispute about {amount} paid for {listing} is lost, and {guest} keeps the money.',
  'dispute-closed.lost.unborne': 'Nothing of it is taken from your share.',
} as const;

/** The same sentences in any language. */
export type Money = { readonly [key in keyof typeof money]: string };
