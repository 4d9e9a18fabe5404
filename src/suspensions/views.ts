import type { Selectable } from 'kysely';
import type { z } from '../kernel/zod.ts';
import type { Database } from '../platform/db/index.ts';
import type { Account } from './schemas.ts';

/** A person as operators see them. */
export function viewAccount(person: Selectable<Database['people']>): z.input<typeof Account> {
  return {
    id: person.id,
    email: person.email,
    emailVerified: person.email_verified_at !== null,
    name: person.name,
    roles: person.roles,
    createdAt: person.created_at.toISOString(),
    suspendedAt: person.suspended_at?.toISOString() ?? null,
  };
}
