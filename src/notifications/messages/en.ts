/** Every sentence of every letter, in ICU's message format. */
export const en = {
  'plain-link': 'If the button does not work, open this address:',
  'footer.account': 'You get this e-mail because of your account at {brand}.',
  'footer.link': 'You get this e-mail because somebody gave this address at {brand}.',
  'footer.stop': 'No more e-mails of this kind',

  'fact.listing': 'Where',
  'fact.address': 'Address',
  'fact.check-in': 'Check-in',
  'fact.check-out': 'Check-out',
  'fact.guest': 'Booked by',
  'fact.host': 'Host',
  'fact.party': 'Guests',
  'fact.total': 'Total',
  'fact.earnings': 'You receive',
  'fact.host-fee': 'You owe',
  'fact.difference': 'Difference',
  'fact.message': 'Message',
  'fact.reason': 'Reason',
  'fact.refund': 'Refund',
  from: '{day}, from {time}',
  within: '{day}, from {time} to {until}',
  by: '{day}, by {time}',
  party:
    '{adults, plural, one {# adult} other {# adults}}{children, plural, =0 {} one {, # child} other {, # children}}{infants, plural, =0 {} one {, # infant} other {, # infants}}{pets, plural, =0 {} one {, # pet} other {, # pets}}',

  'verify-email.subject': 'Confirm your e-mail address',
  'verify-email.text': 'Somebody, most likely you, signed up at {site} with this address.',
  'verify-email.until': 'Confirm it within {hours, plural, one {# hour} other {# hours}}, and you can sign in.',
  'verify-email.action': 'Confirm the address',
  'link.ignore': 'If it was not you, do nothing.',
  'already-registered.subject': 'You already have an account',
  'already-registered.text':
    'Somebody, most likely you, gave this address at {site} to sign up, to have it confirmed or to use it for another account. You have an account with this address, and it is confirmed: just sign in, or have your password reset.',
  'already-registered.action': 'Sign in',
  'already-registered.ignore': 'If it was not you, do nothing: nothing has changed.',
  'reset-password.subject': 'Choose a new password',
  'reset-password.text': 'Somebody, most likely you, asked for a new password at {site}.',
  'reset-password.until': 'Choose it within {minutes, plural, one {# minute} other {# minutes}}.',
  'reset-password.action': 'Choose a new password',
  'reset-password.ignore': 'If it was not you, do nothing: your password stays as it is.',
  'account-restored.subject': 'Your account is yours again: choose a password',
  'account-restored.text':
    'Our support has given you your account at {site} back, with this address. Everybody has been signed out of it, and the password that it had is good no more.',
  'account-restored.until':
    'Choose a new one within {minutes, plural, one {# minute} other {# minutes}}; later, have another link mailed to you where you sign in.',
  'account-restored.action': 'Choose a new password',
  'account-restored.look':
    'Then look through your account: whoever had it may have changed something, as where you are paid.',
  'change-email.subject': 'Confirm your new e-mail address',
  'change-email.text': 'Somebody, most likely you, wants to have this address for an account at {site}.',
  'change-email.until':
    'Confirm it within {hours, plural, one {# hour} other {# hours}}, with the password of the account. Until then the account keeps the address that it has.',
  'change-email.action': 'Confirm the address',
  'email-change-requested.subject': 'Another e-mail address was asked for',
  'email-change-requested.text':
    'Somebody, most likely you, asked at {site} for another e-mail address for your account. It has this one until the other is confirmed.',
  'email-change-requested.otherwise':
    'If it was not you, somebody knows your password: have it reset now, with this address. Then nothing is changed, and everybody is signed out.',
  'email-changed.subject': 'Your account has another e-mail address',
  'email-changed.text':
    'Your account at {site} has another e-mail address now, and it is confirmed. You sign in with that one, and our e-mails go there.',
  'email-changed.otherwise':
    'If it was not you, write to our support at once, from this address: your account can be found by it. Where you are still signed in, change your password.',
  'account-given-back.subject': 'The account was given back',
  'account-given-back.text':
    'Our support has given the account at {site} that had this address back to whom it belongs, at the address that it had before. It cannot be signed in to with this address any more, and no more e-mails because of it go here.',
  'account-closed.subject': 'Your account is closed',
  'account-closed.text':
    'Your account at {site} is closed, as was asked with its password, and what it held of you is erased. Records of stays and payments are kept without your name for as long as the law asks, and so is what you wrote to others. This is the last e-mail because of it.',
  'account-closed.otherwise':
    'If it was not you, somebody knew your password: change it wherever else you use it, and write to our support.',
  'leaving.action': 'Open {site}',

  'booking-requested.subject': '{guest} asks to stay at {listing}',
  'booking-requested.text': 'Please answer by {until}. After that the request ends, and the nights are free again.',
  'booking-requested.action': 'Answer the request',
  'booking-reminder.subject': '{guest} still waits for your answer',
  'booking-expired.guest.subject': 'Your request for {listing} has ended',
  'booking-expired.guest.unanswered': 'It ended before {host} had answered it.',
  'booking-expired.guest.cut-short':
    'Its payment could not be taken any more, so it ended before {host} had answered it.',
  'booking-expired.guest.unpaid': '{host} had accepted it, but the payment could not be taken.',
  'booking-expired.host.subject': 'The request of {guest} has ended',
  'booking-expired.host.unanswered': 'It ended before you had answered it: {listing}.',
  'booking-expired.host.cut-short':
    'The payment of {guest} could not be taken any more, so it ended before you had to answer it: {listing}.',
  'booking-expired.host.unpaid': 'You had accepted it, but the payment of {guest} could not be taken: {listing}.',
  'booking-expired.host.opens': 'The nights can be booked again.',
  'booking-accepted.subject': '{host} has accepted your request',
  'booking-accepted.text':
    'Now the amount that was set aside on your card is taken. Once that is done, your stay at {listing} is confirmed, and you get another e-mail.',
  'booking-declined.subject': 'Your request for {listing} was declined',
  'booking-declined.text': 'You were not charged: the amount that was set aside on your card is free again.',
  'charged-in-part':
    '{amount} of what was set aside on your card was charged by mistake, and goes back to where it came from. Banks can take up to ten days. The rest is free again.',
  'booking-declined.action': 'Find another place',
  'booking-confirmed.guest.subject': 'Your stay at {listing} is confirmed',
  'booking-confirmed.guest.text': 'It is paid, and {host} expects you.',
  'booking-confirmed.guest.rest':
    'The first part is paid, and {host} expects you. The rest, {amount}, is charged to your saved card on {due}.',
  'booking-confirmed.host.subject': '{guest} has booked {listing}',
  'booking-confirmed.host.text': 'The stay is paid and confirmed, and its nights are closed in your calendar.',
  'booking-confirmed.host.rest':
    'The first part is paid, the stay is confirmed, and its nights are closed in your calendar. The rest is charged on {due}; if it stays unpaid, the stay is cancelled by {until}.',
  'booking.action': 'See the booking',
  'booking-altered.guest.subject': 'Your stay at {listing} has changed',
  'booking-altered.host.subject': 'The stay of {guest} at {listing} has changed',
  'booking-altered.text': 'This is what you agreed on. It holds from now on.',
  'booking-cancelled.guest.subject': 'Your stay at {listing} is cancelled',
  'booking-cancelled.host.subject': 'The stay of {guest} at {listing} is cancelled',
  'booking-cancelled.by-you': 'You have cancelled this stay.',
  'booking-cancelled.by-guest': '{guest} has cancelled this stay.',
  'booking-cancelled.by-host': '{host} has cancelled this stay. We are sorry.',
  'booking-cancelled.by-system': 'The rest of the price was not paid in time: this stay is cancelled.',
  'booking-cancelled.by-support': 'Our support has cancelled this stay.',
  'booking-cancelled.refund': 'The refund goes back to where the payment came from. Banks can take up to ten days.',
  'booking-cancelled.refund-waits':
    'Your bank has yet to decide about a payment for this stay. What it does not give you back itself is refunded after that.',
  'booking-cancelled.no-refund': 'By the cancellation terms nothing is refunded.',
  'booking-cancelled.nothing': 'With this cancellation nothing is refunded.',
  'booking-cancelled.no-show.guest':
    '{host} has reported that you did not come. The stay has ended as if you had cancelled it then.',
  'booking-cancelled.no-show.host':
    'You have reported that {guest} did not come. The stay has ended as if {guest} had cancelled it.',
  'booking-cancelled.keeps-closed': 'Its nights stay closed in your calendar.',
  'booking-cancelled.opens': 'Its nights can be booked again.',
  'refunded.guest.subject': 'Our support gives you {amount} back',
  'refunded.guest.price': 'It is a part of what you have paid for your stay at {listing}.',
  'refunded.guest.deposit': 'It was taken of your damage deposit for {listing}.',
  'refunded.host.subject': 'Our support gives {guest} {amount} back',
  'refunded.host.price': 'It is a part of what was paid for the stay at {listing}.',
  'refunded.host.deposit': 'It was taken of the damage deposit for {listing}.',
  'refunded.host.taken':
    'Your share of it is not paid out; what was already is taken back, or kept from what is paid to you next.',
  'alteration-proposed.guest.subject': '{host} proposes to change your stay at {listing}',
  'alteration-proposed.host.subject': '{guest} proposes to change the stay at {listing}',
  'alteration-proposed.text': 'This is how the stay would be, instead of {from} to {to}.',
  'alteration-proposed.until': 'Please answer by {until}. Nothing changes unless you accept.',
  'alteration-proposed.action': 'Answer the proposal',
  'alteration-answered.guest.subject': 'Your stay at {listing} remains as it is',
  'alteration-answered.guest.declined': '{host} has declined the change that you proposed.',
  'alteration-answered.host.subject': 'The stay of {guest} at {listing} remains as it is',
  'alteration-answered.host.declined': '{guest} has declined the change that you proposed.',
  'alteration-answered.expired': 'The change that you proposed was not agreed on in time.',
  'alteration-answered.unpaid':
    'The change was not made: the payment for it was not completed in time, or a night of it was taken by then.',
  'alteration-answered.guest.lapsed':
    'The change that you had accepted was not made: its payment was not completed in time, it was withdrawn, or a night of it was taken by then.',
  'alteration-answered.freed':
    'You were not charged for it: anything that was set aside for it on your card is free again.',
  'alteration-failed.subject': 'The difference for {listing} could not be taken',
  'alteration-failed.guest.text':
    'Your stay has changed as you agreed on with {host}, but the difference of {amount} could not be taken from your card.',
  'alteration-failed.guest.advice': 'What was set aside is free again, and the stay stands with what you have paid.',
  'alteration-failed.charged':
    '{amount} of it was charged by mistake, and goes back to where it came from; banks can take up to ten days. The rest of what was set aside is free again, and the stay stands with what you have paid before.',
  'alteration-failed.host.text':
    'The stay of {guest} has changed as you agreed on, but the difference of {amount} could not be taken from the card.',
  'alteration-failed.host.advice': 'The stay stands, and you are paid your share of what was paid.',
  'arriving.guest.subject': 'Your stay at {listing} is about to begin',
  'arriving.guest.text': '{host} expects you on {day}, from {time}. Have a good journey.',
  'arriving.host.subject': '{guest} is about to arrive',
  'arriving.host.text': 'Check-in at {listing} is on {day}, from {time}.',
  'review-open.guest.subject': 'How was {listing}?',
  'review-open.guest.text':
    'Tell others, and {host}. What you write stays hidden until {host} has reviewed you too, or until {until}; till then you can change it.',
  'review-open.host.subject': 'How was {guest} as a guest?',
  'review-open.host.text':
    'Tell other hosts, and {guest}. What you write stays hidden until {guest} has reviewed the stay too, or until {until}; till then you can change it.',
  'review-open.action': 'Write a review',
  'review-removed.subject': 'Your review of {about} was removed',
  'review-removed.text': 'Our support has removed it, and it counts in no average any more.',
  'message.subject': '{name} has written to you: {listing}',
  'message.action': 'Answer',
  'message.text': 'Please answer on our site: mails to this address are read by nobody.',
  'payout.subject': '{amount} is on its way to you',
  'payout.text':
    'This is your payout for the stay of {guest} at {listing}. Stripe has it, and pays it on to your bank account.',
  'payout.action': 'See your payouts',
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
  'deposit-claimed.text':
    'It is taken from what was set aside on your card for your stay at {listing}; the rest is free again.',
  'dispute-opened.subject': 'The payment for the stay of {guest} is disputed',
  'dispute-opened.text':
    '{guest} has asked the bank to take back {amount} paid for {listing}. Until the bank has decided, which can take weeks, nothing more is paid out for this stay.',
  'dispute-opened.inquiry':
    'The bank of {guest} asks about {amount} paid for {listing}. It has taken nothing back, and you are paid for the stay as before; should it take the money, you are told.',
  'dispute-opened.advice': 'Our support answers the bank. Keep at hand what shows that the stay took place as booked.',
  'dispute-closed.won.subject': 'The payment for the stay of {guest} stands',
  'dispute-closed.won.text':
    'The dispute about {amount} paid for {listing} is won. Your share is paid out as it would have been.',
  'dispute-closed.lost.subject': 'The payment for the stay of {guest} was taken back',
  'dispute-closed.lost.text': 'The dispute about {amount} paid for {listing} is lost, and {guest} keeps the money.',
  'feed-stale.subject': 'The calendar of {channel} cannot be read',
  'feed-stale.text':
    'For hours the calendar that {listing} takes from {channel} could not be read. Until it can, nobody books there at once: every booking is a request for you to answer, so that no night is sold twice.',
  'feed-stale.advice': 'Please look whether its address is still right.',
  'feed-stale.action': 'See the calendar',
  'webhook-disabled.subject': 'Events are sent to {address} no more',
  'webhook-disabled.gone': 'The webhook endpoint at {address} has answered that it is gone (410), and is disabled.',
  'webhook-disabled.failing':
    'For three days nothing has got through to the webhook endpoint at {address}, so it is disabled.',
  'webhook-disabled.reset-subject': 'Your webhook endpoints are disabled',
  'webhook-disabled.password-reset':
    'The password that your account had is good no more. Who knew it could have had events sent to an address of theirs, so all of your webhook endpoints are disabled.',
  'webhook-disabled.look': 'Look at the address of each before you enable it again.',
  'webhook-disabled.advice':
    'Nothing is lost: what happens meanwhile can be sent again for thirty days, once an endpoint is enabled.',
  'webhook-disabled.action': 'Go to your account',
  'calendar-conflict.subject': 'The stay of {guest} may be sold twice',
  'calendar-conflict.text':
    '{channel} says that nights of this stay at {listing} are sold there as well. Nothing was cancelled: please see soon which of the two can stay, and end the other.',

  'unsubscribe.title': 'E-mails about: {kind}',
  'unsubscribe.question': 'Do you want no more e-mails of this kind?',
  'unsubscribe.confirm': 'No more of these e-mails',
  'unsubscribe.done': 'You get no more e-mails of this kind. You can choose otherwise in your account at any time.',
  'kind.booking-requested': 'requests',
  'kind.booking-reminder': 'requests that wait for an answer',
  'kind.booking-expired': 'requests that ended unanswered',
  'kind.booking-accepted': 'accepted requests',
  'kind.booking-declined': 'declined requests',
  'kind.booking-confirmed': 'confirmed bookings',
  'kind.booking-altered': 'changed bookings',
  'kind.booking-cancelled': 'cancelled bookings',
  'kind.refunded': 'refunds by our support',
  'kind.alteration-proposed': 'proposals to change a stay',
  'kind.alteration-answered': 'answers to your proposals',
  'kind.alteration-failed': 'changes of a stay that could not be paid',
  'kind.arriving': 'stays that are about to begin',
  'kind.review-open': 'reviews to write',
  'kind.review-removed': 'reviews that were removed',
  'kind.message': 'messages of guests and hosts',
  'kind.payout': 'payouts',
  'kind.payment-failed': 'payments that failed',
  'kind.rest-due': 'the rest of a price that is about to be charged',
  'kind.rest-failed': 'the rest of a price that could not be charged',
  'kind.rest-unpaid': 'the rest of a price that is still unpaid',
  'kind.deposit-failed': 'damage deposits that could not be set aside',
  'kind.deposit-missing': 'stays without their damage deposit',
  'kind.deposit-unrenewed': 'damage deposits that end early',
  'kind.deposit-claimed': 'claims to your damage deposit',
  'kind.dispute-opened': 'disputed payments',
  'kind.dispute-closed': 'disputes that are over',
  'kind.feed-stale': 'calendars that cannot be read',
  'kind.calendar-conflict': 'nights that may be sold twice',
  'kind.webhook-disabled': 'webhook endpoints that are disabled',
} as const;

/** The same sentences in any language. */
export type Messages = { readonly [key in keyof typeof en]: string };
