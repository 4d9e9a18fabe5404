/** The chapters of the contract, in the order in which a reader meets them. Every operation stands in one. */
export const tags = {
  Accounts: 'Signing up, verifying the e-mail address, and getting back in after a forgotten password.',
  Sessions: 'Signing in and out. A session lives on refresh tokens, each good for one use.',
  Keys: 'Keys by which programs act for a person, each with its scopes.',
  Profile: 'What a person tells of themselves; others see less of it than the person.',
  Listings: 'What hosts offer: described, completed, published, unlisted and closed.',
  Photos: "A listing's photos: uploaded by a signed address, inspected, put in order.",
  Calendar: 'Which nights can be had and for how much; hosts close nights and set prices.',
  Channels: 'Calendars of Airbnb, Booking.com, Vrbo and others, read from them and given to them as iCalendar feeds.',
  Search: 'Listings that can really be booked for a stay, by place, dates, party and price.',
  Quotes: 'A signed price for one stay of one person. Whoever presents it in time books at exactly that price.',
  Prices: 'What prices are made of beside the nights: promotions of hosts, taxes and exchange rates of the operator.',
  Bookings: 'A stay from its hold to its end, as guest and host see it.',
  Cards: 'Cards that a person has saved with Stripe, to pay with again.',
  Payments: 'What is to be paid, by whom it can be paid, and what that takes.',
  Disputes: 'Payments that guests dispute with their banks: what is gathered against it, sent, won and lost.',
  Events: 'All that happens, in one sequence that can be read again from any point.',
  Webhooks: 'Endpoints of yours that events are sent to, signed, until they get through.',
  Payouts: "Hosts' money: their account at Stripe, what is paid out to them, statements and earnings.",
  Support:
    'What support does with bookings and accounts of others: cancel, give money back, suspend. Each act is audited.',
  Books: "What was posted of each booking's money, in double entry, and how it compares with Stripe's own record.",
  Reviews: 'What guests and hosts say of each other once the stay is over, and how they rate it.',
  Messages: 'What guests and hosts write to each other, about a booking or before there is one.',
  Notifications: 'What people are told by e-mail, and what they choose not to be told.',
} as const;

export type Tag = keyof typeof tags;

export const isTag = (text: string): text is Tag => Object.hasOwn(tags, text);
