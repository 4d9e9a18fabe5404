import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import { Problem } from '../kernel/problem.ts';
import type { Reply } from './commit.ts';
import { q, statement, translated, type Write } from './db/index.ts';

/** Hours that a key is remembered. */
const KEY_LIFETIME_HOURS = 48;

/**
 * The write that claims the request's Idempotency-Key together with its finished reply (none for a request without).
 * It goes first: rivals wait on its primary key and then read the stored reply.
 */
export function claimKey(ctx: Ctx, reply: Reply<unknown>): Write[] {
  if (ctx.idempotency === undefined) return [];
  const { caller, operation, key, bodyHash } = ctx.idempotency;
  return [
    q.insertInto('idempotency_keys').values({
      caller,
      operation,
      key,
      body_hash: bodyHash,
      status: reply.status,
      body: JSON.stringify(reply.body ?? null),
      created_at: ctx.realNow,
    }),
  ];
}

/**
 * The reply stored under the request's Idempotency-Key, or nothing. Parsing and writing JSON again gives the same bytes.
 * Throws `idempotency-key-reused` when the key was used with another body.
 */
export async function findReply<T>(ctx: Ctx): Promise<(Reply<T> & { replayed: true }) | undefined> {
  if (ctx.idempotency === undefined) return undefined;
  const { caller, operation, key, bodyHash } = ctx.idempotency;
  const [row] = await translated(
    ctx.db.all(
      q
        .selectFrom('idempotency_keys')
        .select(['body_hash', 'status', 'body'])
        .where('caller', '=', caller)
        .where('operation', '=', operation)
        .where('key', '=', key),
    ),
  );
  if (row === undefined) return undefined;
  if (row.body_hash !== bodyHash) throw new Problem('idempotency-key-reused');
  return storedAs<T>(row);
}

/** The instant before which a key's lifetime is over. */
export function keysBefore(now: Date): Date {
  return new Date(now.getTime() - KEY_LIFETIME_HOURS * HOUR_MS);
}

/** Forgets keys that are older than their lifetime, so many at a time. */
export function forgetOldKeys(now: Date, limit: number): Write {
  return statement(sql`
    delete from idempotency_keys where ctid = any (array(
      select ctid from idempotency_keys where created_at < ${keysBefore(now)} order by created_at limit ${limit}))`);
}

// True because a key belongs to one operation, and the operation stored its own reply under it.
function storedAs<T>(row: { status: number; body: string }): Reply<T> & { replayed: true } {
  const { status, body } = { status: row.status, body: JSON.parse(row.body) };
  return { status: status as Reply<T>['status'], body, replayed: true };
}
