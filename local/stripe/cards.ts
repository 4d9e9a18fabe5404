/** A decline as the issuer words it. */
export type Decline = { code: string; declineCode: string; message: string };

/** What a test card does when it is charged. docs.stripe.com/testing */
export type TestCard = {
  number: string;
  /** Ids that stand for the card in requests. */
  ids: readonly string[];
  brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay';
  country: string;
  funding: 'credit' | 'debit' | 'prepaid';
  /**
   * A challenge comes before the charge, unless the payment is off-session: then the charge is declined. It comes each time, until
   * the card was set up for later payments, or with a payer who is there.
   */
  authentication?: 'always' | 'until-set-up' | 'on-session';
  decline?: Decline;
  /** The card can be saved all the same. */
  declinesOnlyCharges?: true;
  /** Each captured charge is disputed for this reason. */
  dispute?: 'fraudulent' | 'product_not_received';
  /** What it pays is available at once. */
  availableAtOnce?: true;
  /** How a refund goes that Stripe has accepted. */
  refund?: 'pending' | 'fails';
};

const SPOKEN: Record<string, string> = {
  card_declined: 'Your card was declined.',
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
};

const declines = (declineCode: string, code = 'card_declined', message = SPOKEN[code] ?? ''): Decline => ({
  code,
  declineCode,
  message,
});
/** The decline that says nothing. */
export const GENERIC_DECLINE = declines('generic_decline');

const insufficientFunds = declines('insufficient_funds', 'card_declined', 'Your card has insufficient funds.');

/** The decline of a card that wants its holder, when the holder is not there. */
export const AUTHENTICATION_REQUIRED = declines(
  'authentication_required',
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
);

const visa = { brand: 'visa', country: 'US', funding: 'credit' } as const;

export const TEST_CARDS: readonly TestCard[] = [
  { ...visa, number: '4242424242424242', ids: ['pm_card_visa'] },
  { ...visa, number: '4000056655665556', ids: ['pm_card_visa_debit'], funding: 'debit' },
  { ...visa, number: '5555555555554444', ids: ['pm_card_mastercard'], brand: 'mastercard' },
  { ...visa, number: '5200828282828210', ids: ['pm_card_mastercard_debit'], brand: 'mastercard', funding: 'debit' },
  { ...visa, number: '5105105105105100', ids: ['pm_card_mastercard_prepaid'], brand: 'mastercard', funding: 'prepaid' },
  { ...visa, number: '378282246310005', ids: ['pm_card_amex'], brand: 'amex' },
  { ...visa, number: '6011111111111117', ids: ['pm_card_discover'], brand: 'discover' },
  { ...visa, number: '3056930009020004', ids: ['pm_card_diners'], brand: 'diners' },
  { ...visa, number: '3566002020360505', ids: ['pm_card_jcb'], brand: 'jcb' },
  { ...visa, number: '6200000000000005', ids: ['pm_card_unionpay'], brand: 'unionpay' },
  { ...visa, number: '4000000000000077', ids: ['pm_card_bypassPending'], availableAtOnce: true },
  { ...visa, number: '4000002760000016', ids: ['pm_card_de'], country: 'DE' },
  { ...visa, number: '4000008260000000', ids: ['pm_card_gb'], country: 'GB' },

  {
    ...visa,
    number: '4000000000000002',
    ids: ['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclined'],
    decline: GENERIC_DECLINE,
  },
  {
    ...visa,
    number: '4000000000009995',
    ids: ['pm_card_visa_chargeDeclinedInsufficientFunds', 'pm_card_chargeDeclinedInsufficientFunds'],
    decline: insufficientFunds,
  },
  {
    ...visa,
    number: '4000000000009987',
    ids: ['pm_card_visa_chargeDeclinedLostCard'],
    decline: declines('lost_card'),
  },
  {
    ...visa,
    number: '4000000000009979',
    ids: ['pm_card_visa_chargeDeclinedStolenCard'],
    decline: declines('stolen_card'),
  },
  {
    ...visa,
    number: '4000000000000069',
    ids: ['pm_card_chargeDeclinedExpiredCard'],
    decline: declines('expired_card', 'expired_card'),
  },
  {
    ...visa,
    number: '4000000000000127',
    ids: ['pm_card_chargeDeclinedIncorrectCvc'],
    decline: declines('incorrect_cvc', 'incorrect_cvc'),
  },
  {
    ...visa,
    number: '4000000000000119',
    ids: ['pm_card_chargeDeclinedProcessingError'],
    decline: declines('processing_error', 'processing_error'),
  },
  { ...visa, number: '4100000000000019', ids: ['pm_card_chargeDeclinedFraudulent'], decline: declines('fraudulent') },
  {
    ...visa,
    number: '4000000000000341',
    ids: ['pm_card_chargeCustomerFail'],
    decline: GENERIC_DECLINE,
    declinesOnlyCharges: true,
  },

  { ...visa, number: '4000002760003184', ids: ['pm_card_authenticationRequired'], authentication: 'always' },
  {
    ...visa,
    number: '4000002500003155',
    ids: ['pm_card_authenticationRequiredOnSetup'],
    authentication: 'until-set-up',
  },
  {
    ...visa,
    number: '4000003800000446',
    ids: ['pm_card_authenticationRequiredSetupForOffSession'],
    authentication: 'on-session',
  },
  { ...visa, number: '4000000000003220', ids: ['pm_card_threeDSecure2Required'], authentication: 'always' },
  { ...visa, number: '4000000000003063', ids: ['pm_card_threeDSecureRequired'], authentication: 'always' },
  { ...visa, number: '4000000000003055', ids: ['pm_card_threeDSecureOptional'] },
  {
    ...visa,
    number: '4000008400001629',
    ids: ['pm_card_threeDSecureRequiredChargeDeclined'],
    authentication: 'always',
    decline: GENERIC_DECLINE,
  },
  {
    ...visa,
    number: '4000008260003178',
    ids: ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'],
    authentication: 'always',
    decline: insufficientFunds,
  },

  { ...visa, number: '4000000000000259', ids: ['pm_card_createDispute'], dispute: 'fraudulent' },
  {
    ...visa,
    number: '4000000000002685',
    ids: ['pm_card_createDisputeProductNotReceived'],
    dispute: 'product_not_received',
  },
  { ...visa, number: '4000000000007726', ids: ['pm_card_pendingRefund'], refund: 'pending' },
  { ...visa, number: '4000000000005126', ids: ['pm_card_refundFail'], refund: 'fails' },
];
