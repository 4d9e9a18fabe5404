import type { Ctx, IdempotencyClaim } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import type { Reply } from './commit.ts';
import { q, translated, type Write } from './db/index.ts';

/** Hours that a key is remembered. */
export const KEY_LIFETIME_HOURS = 48;

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
      created_at: ctx.now,
    }),
  ];
}

/**
 * The stored reply of this key, or nothing. Throws `idempotency-key-reused` when it was used with another body.
 * Parsing and writing JSON again gives the same bytes.
 */
export async function findReply<T>(
  ctx: Ctx,
  claim: IdempotencyClaim,
): Promise<(Reply<T> & { replayed: true }) | undefined> {
  const [row] = await translated(
    ctx.db.all(
      q
        .selectFrom('idempotency_keys')
        .select(['body_hash', 'status', 'body'])
        .where('caller', '=', claim.caller)
        .where('operation', '=', claim.operation)
        .where('key', '=', claim.key),
    ),
  );
  if (row === undefined) return undefined;
  if (row.body_hash !== claim.bodyHash) throw new Problem('idempotency-key-reused');
  return storedAs<T>(row);
}

/** Forgets the keys that are older than their lifetime. */
export function forgetOldKeys(now: Date): Write {
  const horizon = new Date(now.getTime() - KEY_LIFETIME_HOURS * 3_600_000);
  return q.deleteFrom('idempotency_keys').where('created_at', '<', horizon);
}

// True because a key belongs to one operation, and the operation stored its own reply under it.
function storedAs<T>(row: { status: number; body: string }): Reply<T> & { replayed: true } {
  const { status, body } = { status: row.status, body: JSON.parse(row.body) };
  return { status: status as Reply<T>['status'], body, replayed: true };
}
