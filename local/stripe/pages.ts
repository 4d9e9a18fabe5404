import { html, raw } from 'hono/html';
import type Stripe from 'stripe';
import type { StandInResponse } from '../faults.ts';
import type { Webhooks } from './webhooks.ts';
import { idOf, type World } from './world.ts';

const SHOWN = 100;

/** What has happened on this account, for a developer: the latest intents, refunds and webhook deliveries. */
export function dashboardPage(world: World, webhooks: Webhooks): StandInResponse {
  const intents = latest(world.paymentIntents.values()).map(
    (intent) => html`<tr>
      <td>${time(intent.created)}</td><td>${intent.id}</td><td>${intent.amount} ${intent.currency}</td>
      <td>${intent.status === 'requires_action' ? html`<a href="/challenge/${intent.id}">${intent.status}</a>` : intent.status}</td>
      <td>${intent.amount_received}</td><td>${intent.last_payment_error?.message ?? ''}</td>
      <td><code>${JSON.stringify(intent.metadata)}</code></td>
    </tr>`,
  );
  const refunds = latest(world.refunds.values()).map(
    (refund) => html`<tr>
      <td>${time(refund.created)}</td><td>${refund.id}</td><td>${refund.amount} ${refund.currency}</td>
      <td>${refund.status}</td><td>${idOf(refund.payment_intent)}</td>
      <td>${refund.balance_transaction === null ? 'release of an authorisation' : refund.reason}</td>
    </tr>`,
  );
  const accounts = latest(world.accounts.values()).map(
    (account) => html`<tr>
      <td>${time(account.created ?? 0)}</td><td>${account.id}</td><td>${account.email}</td>
      <td>${account.payouts_enabled ? 'enabled' : account.requirements?.disabled_reason}</td>
      <td>${account.requirements?.currently_due?.join(', ')}</td>
    </tr>`,
  );
  const transfers = latest(world.transfers.values()).map(
    (transfer) => html`<tr>
      <td>${time(transfer.created)}</td><td>${transfer.id}</td><td>${transfer.amount} ${transfer.currency}</td>
      <td>${transfer.amount_reversed}</td><td>${idOf(transfer.destination)}</td>
      <td>${idOf(transfer.source_transaction)}</td>
    </tr>`,
  );
  const attempts = latest(webhooks.attempts).map(
    (attempt) => html`<tr>
      <td>${time(attempt.at / 1000)}</td><td>${attempt.type}</td><td>${attempt.eventId}</td>
      <td>${attempt.status ?? 'no answer'}</td>
    </tr>`,
  );
  return page(
    'Local Stripe',
    html`<p>Webhooks go to <code>${webhooks.url ?? 'nowhere yet'}</code>; ${webhooks.waiting} wait.</p>
      ${section('Payment intents', ['Created', 'Id', 'Amount', 'Status', 'Received', 'Last error', 'Metadata'], intents)}
      ${section('Refunds', ['Created', 'Id', 'Amount', 'Status', 'Payment intent', 'Reason'], refunds)}
      ${section('Connected accounts', ['Created', 'Id', 'E-mail', 'Payouts', 'Due'], accounts)}
      ${section('Transfers', ['Created', 'Id', 'Amount', 'Reversed', 'Destination', 'Source'], transfers)}
      ${section('Webhook deliveries', ['At', 'Type', 'Event', 'Answer'], attempts)}`,
  );
}

/** What waits for its payer: a payment, or a card to be saved. */
type Challenged = Stripe.PaymentIntent | Stripe.SetupIntent;

/** The bank's page of 3-D Secure: its two buttons pass or fail the challenge of an intent. */
export function challengePage(intent: Challenged): StandInResponse {
  if (intent.status !== 'requires_action') {
    return page('3-D Secure', html`<p>Nothing is to be confirmed: it is <b>${intent.status}</b>.</p>`);
  }
  return page(
    '3-D Secure',
    html`<p>${
      intent.object === 'payment_intent'
        ? html`Confirm the payment of <b>${intent.amount} ${intent.currency}</b> (smallest unit).`
        : 'Confirm that your card may be saved.'
    }</p>
      <form method="post">
        <button name="outcome" value="complete">Complete</button>
        <button name="outcome" value="fail">Fail</button>
      </form>`,
  );
}

/** Sends the payer back to where the merchant wanted them, with what Stripe adds to that address. */
export function returnFromChallenge(intent: Challenged, returnUrl: string | null): StandInResponse {
  if (returnUrl === null || !URL.canParse(returnUrl)) return challengePage(intent);
  const target = new URL(returnUrl);
  target.searchParams.set(intent.object, intent.id);
  target.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? '');
  target.searchParams.set('redirect_status', intent.status === 'requires_payment_method' ? 'failed' : 'succeeded');
  return { status: 303, headers: { location: target.href }, body: '' };
}

type Html = ReturnType<typeof html>;

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem }
table { border-collapse: collapse; font-size: .875rem } th, td { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top }
button { font: inherit; padding: .5rem 1.5rem; margin-right: 1rem }`;

/** A whole page in this Stripe's plain style. */
export function page(title: string, content: Html): StandInResponse {
  const body = html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>${title}</title><style>${raw(STYLE)}</style></head>
      <body><h1>${title}</h1>${content}</body>
    </html>`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
    },
    body: String(body),
  };
}

function section(title: string, columns: string[], rows: Html[]): Html {
  const head = columns.map((column) => html`<th>${column}</th>`);
  return html`<h2>${title}</h2>${rows.length === 0 ? html`<p>None yet.</p>` : html`<table><tr>${head}</tr>${rows}</table>`}`;
}

function latest<Item>(items: Iterable<Item>): Item[] {
  return [...items].slice(-SHOWN).reverse();
}

function time(seconds: number): Html {
  return html`<time>${new Date(seconds * 1000).toISOString()}</time>`;
}
