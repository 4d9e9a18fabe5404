import type { Ctx } from '../context.ts';
import { json, q, type Write } from './db/index.ts';

/** The write of an audit entry: who did what to what, in which request. */
export function audit(ctx: Ctx, action: string, subject: string, data: Record<string, unknown> = {}): Write {
  const actor = ctx.actor.kind === 'person' ? ctx.actor.personId : ctx.actor.kind;
  // By which key, where a program did it.
  const by = 'apiKeyId' in ctx.actor ? { apiKeyId: ctx.actor.apiKeyId } : {};
  return q
    .insertInto('audit')
    .values({ at: ctx.realNow, actor, action, subject, request_id: ctx.requestId, data: json({ ...data, ...by }) });
}
