import type { Selectable } from 'kysely';
import type { SessionId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import type { Database } from '../platform/db/index.ts';
import { ACCESS_TOKEN_SECONDS } from '../platform/http/access-token.ts';
import type { Accepted, Me, Person, Sessions, Tokens } from './schemas.ts';

type PersonRow = Selectable<Database['people']>;
type SessionRow = Selectable<Database['sessions']>;

/** The same for everyone, whatever was done. */
export function viewAccepted(): Accepted {
  return { message: 'If the address can be used for this, a mail is on its way to it.' };
}

export function viewTokens(accessToken: string, refreshToken: string): Tokens {
  return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS, refreshToken };
}

/** A person as only that person sees it. */
export function viewMe(person: PersonRow): Me {
  return {
    ...viewPerson(person),
    email: person.email,
    emailVerified: person.email_verified_at !== null,
    roles: person.roles,
    locale: person.locale,
    timeZone: person.time_zone,
    currency: person.currency,
  };
}

/** A person as anybody sees it. */
export function viewPerson(
  person: Pick<PersonRow, 'id' | 'name' | 'about' | 'languages' | 'avatar_url' | 'created_at'>,
): z.input<typeof Person> {
  return {
    id: person.id,
    name: person.name,
    about: person.about,
    languages: person.languages,
    avatarUrl: person.avatar_url,
    createdAt: person.created_at.toISOString(),
  };
}

/** A person's live sessions; `current` is the one that asks. */
export function viewSessions(
  rows: readonly Pick<SessionRow, 'id' | 'created_at' | 'expires_at'>[],
  current: SessionId,
): z.input<typeof Sessions> {
  return {
    data: rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      current: row.id === current,
    })),
  };
}
