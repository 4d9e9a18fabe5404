/** The letters about stays: requests, bookings, changes, arrivals, reviews, messages and calendars. */
export const stays = {
  'booking-requested.subject': '{guest} asks to stay at {listing}',
  'booking-requested.text': 'Please answer by {until}. After that the request ends, and the nights are free again.',
  'booking-requested.tonight': 'Please answer by {until}. The request ends with the day of arrival.',
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
  'booking-accepted.subject': '{host} has accepted your request',
  'booking-accepted.text':
    'Now the amount that was set aside on your card is taken. Once that is done, your stay at {listing} is confirmed, and you get another e-mail.',
  'booking-declined.subject': 'Your request for {listing} was declined',
  'booking-declined.text': 'You were not charged: the amount that was set aside on your card is free again.',
  'charged-by-mistake':
    '{amount} of what was set aside on your card was charged by mistake, and goes back to where it came from. Banks can take up to ten days.',
  'charged-by-mistake.rest': 'The rest is free again.',
  'booking-declined.action': 'Find another place',
  'booking-confirmed.guest.subject': 'Your stay at {listing} is confirmed',
  'booking-confirmed.guest.text': 'It is paid, and {host} expects you.',
  'booking-confirmed.guest.first': 'The first part is paid, and {host} expects you.',
  'booking-confirmed.guest.rest': 'The rest, {amount}, is charged to your saved card on {due}.',
  'booking-confirmed.host.subject': '{guest} has booked {listing}',
  'booking-confirmed.host.text': 'The stay is paid and confirmed, and its nights are closed in your calendar.',
  'booking-confirmed.host.rest':
    'The first part is paid, the stay is confirmed, and its nights are closed in your calendar. The rest is due on {due}; if it stays unpaid, the stay is cancelled by {until}.',
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
  'booking-cancelled.refund-waits-in-part':
    'Your bank has yet to decide about a payment for this stay. Until then {amount} of the refund waits; what the bank does not give you back itself is refunded after that. The rest goes back to where the payment came from. Banks can take up to ten days.',
  'booking-cancelled.no-refund': 'By the cancellation terms nothing is refunded.',
  'booking-cancelled.nothing': 'With this cancellation nothing is refunded.',
  'booking-cancelled.no-show.guest':
    '{host} has reported that you did not come. The stay has ended as if you had cancelled it then.',
  'booking-cancelled.no-show.host':
    'You have reported that {guest} did not come. The stay has ended as if {guest} had cancelled it.',
  'booking-cancelled.keeps-closed': 'Its nights stay closed in your calendar.',
  'booking-cancelled.opens': 'Its nights can be booked again.',
  'booking-cancelled.opens-rest': 'Those of its nights that are still to come can be booked again.',
  'alteration-proposed.guest.subject': '{host} proposes to change your stay at {listing}',
  'alteration-proposed.host.subject': '{guest} proposes to change the stay at {listing}',
  'alteration-proposed.text': 'This is how the stay would be, instead of {from} to {to}.',
  'alteration-proposed.until': 'Please answer by {until}. Nothing changes unless you accept.',
  'alteration-proposed.action': 'Answer the proposal',
  'alteration-answered.guest.subject': 'Your stay at {listing} remains as it is',
  'alteration-answered.guest.declined': '{host} has declined the change that you proposed.',
  'alteration-answered.host.subject': 'The stay of {guest} at {listing} remains as it is',
  'alteration-answered.host.declined': '{guest} has declined the change that you proposed.',
  'alteration-answered.expired': 'Your proposal to change the stay ended before it was agreed on.',
  'alteration-answered.unpaid':
    'The change was not made: the payment for it was not completed in time, or a night of it was taken by then.',
  'alteration-answered.guest.lapsed':
    'The change that you had accepted was not made: its payment was not completed in time, it was withdrawn, or a night of it was taken by then.',
  'alteration-answered.host.cut-short':
    'The payment of {guest} for the proposed change came to nothing, so the proposal ended before you had to answer it.',
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
  'feed-stale.subject': 'The calendar of {channel} cannot be read',
  'feed-stale.text':
    'For hours the calendar that {listing} takes from {channel} could not be read. Until it can, nobody books there at once: every booking is a request for you to answer, so that no night is sold twice.',
  'feed-stale.advice': 'Please look whether its address is still right.',
  'feed-stale.action': 'See the calendar',
  'calendar-conflict.subject': 'The stay of {guest} may be sold twice',
  'calendar-conflict.text':
    '{channel} says that nights of this stay at {listing} are sold there as well. Nothing was cancelled: please see soon which of the two can stay, and end the other.',
} as const;

/** The same sentences in any language. */
export type Stays = { readonly [key in keyof typeof stays]: string };
