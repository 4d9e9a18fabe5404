import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Ctx } from '../../context.ts';
import { translated } from '../db/index.ts';
import { contextOf, type Runtime } from './context.ts';

/** What a page says; with a button, it can be acted on. All plain text. */
interface PageText {
  /** BCP 47. */
  language: string;
  title: string;
  text: string;
  button?: string;
}

/** A page that a link in a mail leads to, for whoever has the link; it is no part of the contract. */
export interface MailedPage {
  /** In Hono's form, with `:name` for the token. */
  path: `/${string}`;
  /** Changes nothing. Throws `not-found`. */
  show(ctx: Ctx, token: string): Promise<PageText>;
  /** Does what the link is for; safe to do again. Throws `not-found`. */
  act(ctx: Ctx, token: string): Promise<PageText>;
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Serves such a page: `GET` shows it, `POST` acts, whatever its body is. */
export function mountMailedPage(app: Hono, runtime: Runtime, { path, show, act }: MailedPage): void {
  for (const [method, answer] of [
    ['GET', show],
    ['POST', act],
  ] as const) {
    app.on(method, path, async (c) => {
      const ctx = await contextOf(c, runtime, { kind: 'anonymous' });
      const page = await translated(answer(ctx, c.req.param('name') ?? ''));
      return c.html(pageOf(page), 200, {
        'content-security-policy': POLICY,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'server-timing': `db;desc="${ctx.db.meter.trips}"`,
        'x-request-id': ctx.requestId,
        'x-robots-tag': 'noindex',
      });
    });
  }
}

function pageOf({ language, title, text, button }: PageText) {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          :root { color-scheme: light dark }
          body { font: 1.0625rem/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 32rem; padding: 0 1.25rem }
          h1 { font-size: 1.5rem; line-height: 1.25 }
          button { font: inherit; font-weight: 600; padding: .75rem 1.5rem; border: 0; border-radius: .5rem; background: #1d4ed8; color: #fff }
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>${text}</p>
          ${button === undefined ? '' : html`<form method="post"><button>${button}</button></form>`}
        </main>
      </body>
    </html>`;
}
