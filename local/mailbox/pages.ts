import { html, raw } from 'hono/html';
import type { StandInResponse } from '../faults.ts';
import type { Mail } from './parse-mail.ts';

/** The list of mails, in the order given. */
export function inboxPage(mails: Mail[]): StandInResponse {
  const rows = mails.map(
    (mail) => html`<tr>
      <td><time>${mail.receivedAt}</time></td><td>${mail.to.join(', ')}</td>
      <td><a href="/mail/${mail.id}">${mail.subject}</a></td>
    </tr>`,
  );
  const table = html`<table><tr><th>Received</th><th>To</th><th>Subject</th></tr>${rows}</table>`;
  return page('Mailbox', mails.length > 0 ? table : html`<p>No mail yet.</p>`);
}

/** One mail, with its HTML in a frame that runs no script, loads nothing and opens links in a new tab. */
export function mailPage(mail: Mail): StandInResponse {
  const headers = Object.entries({
    From: mail.from,
    To: mail.to.join(', '),
    Received: mail.receivedAt,
    ...mail.headers,
  });
  const frame =
    mail.html === null
      ? ''
      : html`<iframe title="HTML" sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcdoc="${`<base target="_blank">${mail.html}`}"></iframe>`;
  return page(
    mail.subject,
    html`<p><a href="/">All mails</a></p>
      <table>${headers.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>
      ${frame}
      ${mail.text === null ? '' : html`<pre>${mail.text}</pre>`}`,
  );
}

// A srcdoc frame inherits this policy, so that a mail can neither run scripts nor fetch anything.
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse } th, td { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top }
iframe { width: 100%; height: 30rem; border: 1px solid #ccc; margin: 1rem 0 } pre { white-space: pre-wrap; background: #f6f6f6; padding: 1rem }`;

function page(title: string, content: ReturnType<typeof html> | string): StandInResponse {
  const body = html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>${title}</title><style>${raw(STYLE)}</style></head>
      <body><h1>${title}</h1>${content}</body>
    </html>`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: body.toString(),
  };
}
