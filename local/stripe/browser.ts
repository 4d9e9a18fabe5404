import type Stripe from 'stripe';

/** What a browser learns: the intent as the publishable key may see it, or why its card was not taken. */
export type BrowserAnswer =
  | { ok: true; intent: Pick<Stripe.PaymentIntent, 'id' | 'status' | 'next_action'> }
  | { ok: false; status: number; error: { type: string; code?: string; decline_code?: string; message: string } };

/**
 * Confirms a payment, or saves a card for a SetupIntent, as Stripe.js does in the payer's browser: with the publishable key and the client secret, and a test card by its
 * number or as a payment method (`pm_card_visa`). With a `returnUrl` a challenge is a redirect, without one it is Stripe.js's.
 */
export async function confirmInBrowser(options: {
  url: string;
  publishableKey: string;
  clientSecret: string;
  card: string;
  returnUrl?: string;
}): Promise<BrowserAnswer> {
  const { url, publishableKey, clientSecret, card, returnUrl } = options;
  const [intentId = ''] = clientSecret.split('_secret_');
  const method = card.startsWith('pm_')
    ? { payment_method: card }
    : {
        'payment_method_data[type]': 'card',
        'payment_method_data[card][number]': card,
        'payment_method_data[card][exp_month]': '12',
        'payment_method_data[card][exp_year]': '2099',
        'payment_method_data[card][cvc]': '123',
      };
  const resource = intentId.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
  const response = await fetch(`${url}/v1/${resource}/${intentId}/confirm`, {
    method: 'POST',
    body: new URLSearchParams({
      key: publishableKey,
      client_secret: clientSecret,
      ...method,
      ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
    }),
  });
  const answer = await response.json();
  return response.ok ? { ok: true, intent: answer } : { ok: false, status: response.status, error: answer.error };
}
