import { type RawBuilder, sql } from 'kysely';
import type { Role } from '../kernel/actor.ts';
import type { ApiKeyId, PersonId } from '../kernel/ids.ts';

/** Who asks: a person, or a program by a key of theirs. */
export type Reader = { personId: PersonId; apiKeyId?: ApiKeyId };

/**
 * Whether they are an operator with one of these roles, as an SQL expression: with a key only by one that has the scope of
 * what only operators may do.
 */
export function isOperator(
  { personId, apiKeyId }: Reader,
  roles: readonly Role[],
  scope: 'operator:read' | 'operator:write' = 'operator:read',
): RawBuilder<boolean> {
  const hasRole = sql<boolean>`(select roles && ${`{${roles.join()}}`} from people where id = ${personId})`;
  if (apiKeyId === undefined) return hasRole;
  return sql`(${hasRole} and (select ${scope} = any (scopes) from api_keys where id = ${apiKeyId}))`;
}
