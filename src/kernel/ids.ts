import { fromUUID, toUUIDBytes, typeidUnboxed } from 'typeid-js';

/** Prefix of each kind of thing; the whole id is a TypeID: prefix, underscore, 26 characters of a UUIDv7 in base32. */
export const idPrefixes = {
  person: 'per',
  session: 'ses',
  emailLink: 'eml',
  listing: 'lst',
  photo: 'pho',
  closure: 'cls',
  feed: 'fed',
  promotion: 'pro',
  quote: 'quo',
  booking: 'bkg',
  alteration: 'alt',
  payment: 'pay',
  refund: 'ref',
  customer: 'cus',
  cardSetup: 'cse',
  card: 'crd',
  event: 'evt',
  webhookEndpoint: 'whe',
  payoutAccount: 'pac',
  payout: 'pyo',
  payoutReversal: 'rvs',
  dispute: 'dis',
  deposit: 'dep',
  depositHold: 'dho',
  difference: 'dif',
  document: 'doc',
  review: 'rev',
  thread: 'thr',
  message: 'msg',
  notification: 'ntf',
  apiKey: 'key',
  job: 'job',
} as const;

export type IdKind = keyof typeof idPrefixes;
declare const kind: unique symbol;
type Id<K extends IdKind> = string & { readonly [kind]: K };

export type PersonId = Id<'person'>;
export type SessionId = Id<'session'>;
export type EmailLinkId = Id<'emailLink'>;
export type ListingId = Id<'listing'>;
export type PhotoId = Id<'photo'>;
export type ClosureId = Id<'closure'>;
export type FeedId = Id<'feed'>;
export type PromotionId = Id<'promotion'>;
export type QuoteId = Id<'quote'>;
export type BookingId = Id<'booking'>;
export type AlterationId = Id<'alteration'>;
export type PaymentId = Id<'payment'>;
export type RefundId = Id<'refund'>;
export type CustomerId = Id<'customer'>;
export type CardSetupId = Id<'cardSetup'>;
export type CardId = Id<'card'>;
export type EventId = Id<'event'>;
export type WebhookEndpointId = Id<'webhookEndpoint'>;
export type PayoutAccountId = Id<'payoutAccount'>;
export type PayoutId = Id<'payout'>;
export type PayoutReversalId = Id<'payoutReversal'>;
export type ReviewId = Id<'review'>;
export type ThreadId = Id<'thread'>;
export type MessageId = Id<'message'>;
export type NotificationId = Id<'notification'>;
export type DisputeId = Id<'dispute'>;
export type DepositId = Id<'deposit'>;
export type DepositHoldId = Id<'depositHold'>;
export type DifferenceId = Id<'difference'>;
export type ApiKeyId = Id<'apiKey'>;
export type DocumentId = Id<'document'>;
export type JobId = Id<'job'>;

/** A new id of this kind; ids made later sort later. */
export function newId<K extends IdKind>(of: K): Id<K> {
  return asId(of, typeidUnboxed(idPrefixes[of]));
}

/** The id of this kind that is written as a UUID in the database. */
export function idOfUuid<K extends IdKind>(of: K, uuid: string): Id<K> {
  return asId(of, fromUUID(uuid, idPrefixes[of]));
}

/** An id as the UUID that it stands for. */
export function uuidOf(id: Id<IdKind>): string {
  // By its bytes: an id that somebody made up has no version, which writing it as a UUID would ask for.
  const bytes = toUUIDBytes(typeidUnboxed('', id.slice(-26)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The pattern of an id of this kind (the first base32 digit of a UUID is at most 7). */
export function idPattern(of: IdKind): RegExp {
  return new RegExp(`^${idPrefixes[of]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`);
}

/** Whether the text is an id of this kind; nobody is asked whether there is such a thing. */
export function isId<K extends IdKind>(of: K, text: string): text is Id<K> {
  return idPattern(of).test(text);
}

/** The text as an id of this kind. Throws RangeError if it isn't one. */
export function asId<K extends IdKind>(of: K, text: string): Id<K> {
  if (!isId(of, text)) throw new RangeError(`not a ${of} id`);
  return text;
}
