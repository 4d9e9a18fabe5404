/** The people of a stage, by what they are to its things. */
export const players = ['host', 'guest', 'stranger', 'support', 'admin'] as const;
export type Player = (typeof players)[number];

const support: readonly Player[] = ['support', 'admin'];
const admin: readonly Player[] = ['admin'];
const host: readonly Player[] = ['host'];
const guest: readonly Player[] = ['guest'];
const sides: readonly Player[] = ['guest', 'host'];

/**
 * Who may do each write that asks who calls, to the things of a stage: of the host's listing, which the guest has booked.
 * What takes things away comes last, so that they can be done in this order.
 */
export const mayWrite: Readonly<Record<string, readonly Player[]>> = {
  accounts_update: players,
  accounts_changePassword: players,
  apiKeys_create: players,
  notificationPreferences_set: players,
  listings_create: players,
  listings_update: host,
  photos_create: host,
  photos_complete: host,
  photos_order: host,
  photos_update: host,
  closures_create: host,
  prices_set: host,
  prices_setMany: host,
  stayRules_setMany: host,
  feeds_create: host,
  feeds_refresh: host,
  exports_create: host,
  exports_rotate: host,
  promotions_create: host,
  taxRules_set: admin,
  exchangeRates_set: admin,
  quotes_create: players,
  cards_save: players,
  cards_makeDefault: guest,
  bookings_create: guest,
  alterations_propose: sides,
  alterations_accept: sides,
  alterations_decline: sides,
  alterations_withdraw: sides,
  testClocks_advance: ['guest', 'host', 'support', 'admin'],
  bookings_release: guest,
  bookings_withdraw: guest,
  bookings_accept: host,
  bookings_decline: host,
  deposits_claim: host,
  bookings_reportNoShow: host,
  support_refundBooking: support,
  support_refundDeposit: support,
  support_payReturned: support,
  disputes_contest: support,
  disputes_accept: support,
  reconciliations_create: admin,
  differences_close: admin,
  issuer_set: admin,
  webhookEndpoints_create: players,
  webhookEndpoints_update: host,
  webhookSecrets_rotate: host,
  webhookEndpoints_test: host,
  webhookDeliveries_redeliver: host,
  webhookEndpoints_redeliver: host,
  payoutAccount_open: players,
  payoutAccount_link: host,
  reviews_create: sides,
  reviews_update: guest,
  reviews_reply: host,
  reviews_report: players,
  reviews_keep: support,
  reviews_remove: support,
  inquiries_create: players,
  messages_sendAboutBooking: sides,
  messages_send: sides,
  threads_markRead: sides,
  support_suspendPerson: support,
  support_reinstatePerson: support,
  bookings_cancel: sides,
  support_cancelBooking: support,
  cards_remove: guest,
  photos_remove: host,
  closures_remove: host,
  feeds_remove: host,
  exports_remove: host,
  promotions_remove: host,
  webhookEndpoints_remove: host,
  listings_publish: host,
  listings_unlist: host,
  listings_close: host,
  apiKeys_revoke: host,
  sessions_revoke: host,
  sessions_signOut: players,
  sessions_revokeAll: players,
};

/** What somebody is told who may not, where that is not that there is no such thing. */
export const refusedOtherwise: Readonly<Record<string, string>> = { bookings_create: 'quote-not-yours' };
