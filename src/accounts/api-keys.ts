import type { Ctx } from '../context.ts';
import { personOf, sessionOf } from '../kernel/actor.ts';
import { type ApiKeyId, newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { guardExists } from '../platform/db/index.ts';
import { sha256 } from '../platform/hash.ts';
import { apiKeyText } from '../platform/http/api-key.ts';
import type { ApiKey, CreatedApiKey, NewApiKey } from './api-key-schemas.ts';
import { type ApiKeyRow, guardKeyCount, insertKey, revokeKey } from './queries/api-keys.ts';
import { lockPerson } from './queries/people.ts';
import { selectLiveSessions } from './queries/sessions.ts';

/**
 * Makes a key for a program of this person. Its text is in the answer alone: a retry with the same Idempotency-Key has it
 * computed again, the stored reply does without.
 */
export async function createApiKey(
  ctx: Ctx,
  { name, scopes }: z.output<typeof NewApiKey>,
): Promise<Reply<z.input<typeof CreatedApiKey>>> {
  const { personId, sessionId } = sessionOf(ctx.actor);
  const textOf = (id: ApiKeyId) => apiKeyText(ctx.config.integrationSecret, personId, id);
  const id = newId('apiKey');
  const row: ApiKeyRow = {
    id,
    person_id: personId,
    name,
    scopes,
    hash: await sha256(await textOf(id)),
    created_at: ctx.now,
    last_used_at: null,
    revoked_at: null,
  };
  const { body, ...reply } = await decideAndCommit(ctx, async () => ({
    reply: { status: 201, body: { ...viewApiKey(row), id } },
    writes: [
      lockPerson(personId),
      // Who waited for that lock may have waited for what ended the session, and revoked the keys that there were.
      guardExists(selectLiveSessions(personId, ctx.now).where('id', '=', sessionId), 'session-ended'),
      guardKeyCount(personId, name),
      insertKey(row),
      audit(ctx, 'api-keys.create', id, { scopes }),
    ],
  }));
  return { ...reply, body: { ...body, key: await textOf(body.id) } };
}

/** Ends a key of this person, at once. */
export function revokeApiKey(ctx: Ctx, id: ApiKeyId): Promise<Reply<null>> {
  const { personId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [revokeKey(id, personId, ctx.now), audit(ctx, 'api-keys.revoke', id)],
  }));
}

export function viewApiKey({ id, name, scopes, created_at, last_used_at }: ApiKeyRow): z.input<typeof ApiKey> {
  return {
    id,
    name,
    scopes,
    createdAt: created_at.toISOString(),
    lastUsedAt: last_used_at?.toISOString() ?? null,
  };
}
