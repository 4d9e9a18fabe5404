import type { Hono } from 'hono';
import type { Ctx } from '../../context.ts';
import { contextOf, type Runtime } from './context.ts';
import { readText } from './input.ts';

/** A message from outside: its body as the bytes that were signed. */
interface WebhookMessage {
  body: string;
  headers: Headers;
}

/** An endpoint that another service tells us something at; it is no part of the contract. */
export interface Webhook {
  path: `/${string}`;
  /** Verifies and stores the message. What it throws makes the sender try again. */
  receive(ctx: Ctx, message: WebhookMessage): Promise<void>;
}

/** Serves a webhook: 200 once the message is stored. */
export function mountWebhook(app: Hono, runtime: Runtime, { path, receive }: Webhook): void {
  app.post(path, async (c) => {
    const ctx = await contextOf(c, runtime, { kind: 'system' });
    await receive(ctx, { body: await readText(c.req.raw), headers: c.req.raw.headers });
    return c.body(null, 200);
  });
}
