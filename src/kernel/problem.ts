/**
 * The catalogue of everything that a caller can be told went wrong: code → HTTP status and title.
 * The code is contract: it never changes its meaning. `detail` says what to do about this occurrence.
 */
export const problems = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'idempotency-key-required': { status: 400, title: 'This write needs an Idempotency-Key header' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  'session-ended': { status: 401, title: 'The session has ended' },
  'invalid-credentials': { status: 401, title: 'E-mail address or password is wrong' },
  'invalid-token': { status: 401, title: 'The token is not valid, or no longer' },
  'invalid-signature': { status: 401, title: 'The signature is not valid' },
  'email-unverified': { status: 403, title: 'The e-mail address has to be verified first' },
  'scope-missing': { status: 403, title: 'The API key lacks the scope for this' },
  forbidden: { status: 403, title: 'The account lacks the role for this' },
  'sandbox-only': { status: 403, title: 'Time can be moved in a sandbox only, and this is none' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'invalid-input': { status: 422, title: 'The input has mistakes' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used with another body' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  conflict: { status: 409, title: 'The state changed meanwhile; try again' },
  'request-in-progress': { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  'invalid-transition': { status: 409, title: 'The current state does not allow this' },
  'nights-unavailable': { status: 409, title: 'Not all of these nights are free' },
  'listing-not-open': { status: 409, title: 'The listing takes no bookings' },
  'listing-incomplete': { status: 422, title: 'The listing lacks what publishing needs' },
  'feed-exists': { status: 409, title: 'The listing reads this calendar already' },
  'channel-limit': { status: 409, title: 'The listing is connected with as many channels as it can be' },
  'promotion-exists': { status: 409, title: 'The listing has a promotion with this code already' },
  'promotion-limit': { status: 409, title: 'A hundred promotions that have not ended are the most' },
  'closure-limit': { status: 409, title: 'A thousand closures that have not ended are the most' },
  'webhook-limit': { status: 409, title: 'There are as many endpoints as there can be' },
  'payment-disputed': { status: 409, title: 'A dispute has taken the payment back already' },
  'search-too-broad': { status: 422, title: 'The search takes too long: ask for a smaller area, or for fewer dates' },
  'other-currency': { status: 422, title: 'The listing has its prices in another currency' },
  'key-limit': { status: 409, title: 'Two keys of a name, and twenty in all, are the most' },
  'alteration-open': { status: 409, title: 'The booking has a proposal that waits for its answer' },
  'own-listing': { status: 409, title: 'Hosts cannot book their own listings' },
  'amount-not-chargeable': { status: 422, title: 'The amount is less, or more, than a card can be charged' },
  'stay-not-allowed': { status: 422, title: 'The listing does not offer this stay' },
  'too-many-holds': { status: 409, title: 'Three unpaid holds at a time are the most' },
  'reconciliation-running': { status: 409, title: 'The day is being compared already' },
  'quote-invalid': { status: 422, title: 'The quote is not one that was signed here, or was altered' },
  'quote-expired': { status: 409, title: 'The quote has expired' },
  'quote-used': { status: 409, title: 'The quote was used already' },
  'quote-not-yours': { status: 403, title: 'The quote was given to another person' },
  'card-unknown': { status: 422, title: 'No card of yours is saved under this id' },
  'card-required': { status: 422, title: 'A saved card is needed to book this stay so' },
  'split-unavailable': { status: 422, title: 'This stay is not paid in two parts' },
  'rest-unpaid': { status: 409, title: 'The rest of the price has to be paid first' },
  'payout-account-exists': { status: 409, title: 'The host has an account to be paid to already' },
  'photo-rejected': { status: 422, title: 'The uploaded file is not an image that can be shown' },
  'photo-limit': { status: 409, title: 'The listing has as many photos as it can have' },
  'upload-missing': { status: 409, title: 'Nothing was uploaded yet' },
  'proposal-limit': { status: 409, title: 'Twenty proposals a day for a booking are the most' },
  'inquiry-limit': { status: 409, title: 'Twenty new inquiries a day are the most' },
  'not-reviewable': { status: 409, title: 'The stay cannot be reviewed now' },
  'review-exists': { status: 409, title: 'This side of the stay has its review already' },
  'account-in-use': { status: 409, title: 'The account cannot be closed yet' },
  'reply-exists': { status: 409, title: 'The review has its reply already' },
  'payment-unavailable': { status: 503, title: 'The payment provider does not answer; try again' },
  'storage-unavailable': { status: 503, title: 'The photo storage does not answer; try again' },
  'outcome-unknown': {
    status: 503,
    title: 'Whether this was done is not known yet; try again with the same Idempotency-Key',
  },
  'database-unavailable': { status: 503, title: 'The database does not answer; try again' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/**
 * Where an input is wrong: a JSON pointer into the body, or the name of a query parameter or header. Or, of what is refused
 * whatever the input, the id of the thing that stands in its way.
 */
export type InputError = { code: string; detail: string } & (
  | { pointer: string }
  | { parameter: string }
  | { header: string }
  | { subject: string }
);

interface ProblemDetails {
  detail?: string;
  errors?: InputError[];
  /** Seconds after which a retry can succeed. */
  retryAfter?: number;
}

/** A refusal that the caller is told about (RFC 9457). Everything else that is thrown is an opaque 500. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ? `${code}: ${details.detail}` : code);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);
