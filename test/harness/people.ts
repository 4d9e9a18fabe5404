import { newId, type PersonId, type SessionId } from '../../src/kernel/ids.ts';
import { type AccessTokens, createAccessTokens } from '../../src/platform/http/access-token.ts';
import type { Answer } from './api.ts';
import type { Harness } from './index.ts';
import { secrets } from './settings.ts';

/** A signed-in person. */
export interface Person {
  id: PersonId;
  sessionId: SessionId;
  email: string;
  token: string;
}

let count = 0;

/**
 * A person with a session, written to the database without the sign-up (which has tests of its own), verified unless
 * said otherwise. The token is signed as the service signs and lives 15 minutes of the test's clock; `signIn` renews it.
 */
export async function createPerson(
  h: Harness,
  options: { verified?: boolean; roles?: string[]; name?: string } = {},
): Promise<Person> {
  count += 1;
  const id = newId('person');
  const sessionId = newId('session');
  const email = `person-${process.pid}-${count}@stays.example`;
  const now = new Date(h.clock.now());
  const verifiedAt = options.verified === false ? null : now;
  await h.sql(
    `with person as (
       insert into people (id, email, email_verified_at, password_hash, roles, name, created_at)
       values ($1, $2, $3, 'none', $4, $5, $6) returning id)
     insert into sessions (id, person_id, created_at, expires_at)
     select $7, id, $6, $6::timestamptz + interval '10 years' from person`,
    [id, email, verifiedAt, options.roles ?? [], options.name ?? `Person ${count}`, now, sessionId],
  );
  return { id, sessionId, email, token: await tokenFor(h, { id, sessionId }) };
}

/** A fresh access token for this session. */
export async function tokenFor(h: Harness, person: { id: PersonId; sessionId: SessionId }): Promise<string> {
  const known = signed.get(person.sessionId);
  if (known?.url === h.url && known.at === h.clock.now()) return known.token;
  const tokens =
    signers.get(h.url) ??
    createAccessTokens({ accessTokenKeys: JSON.parse(secrets.ACCESS_TOKEN_KEYS), publicUrl: h.url });
  signers.set(h.url, tokens);
  const at = h.clock.now();
  const token = await tokens.sign({ personId: person.id, sessionId: person.sessionId }, new Date(at));
  signed.set(person.sessionId, { url: h.url, at, token });
  return token;
}

/** Asks as this person, with a fresh token. */
export async function ask(h: Harness, person: Person, method: string, path: string, body?: unknown): Promise<Answer> {
  return h.api(method, path, { token: await tokenFor(h, person), body });
}

/** By the service's address, and the token last signed for each session: to sign costs as much as a request does. */
const signers = new Map<string, AccessTokens>();
const signed = new Map<SessionId, { url: string; at: number; token: string }>();

/** Subjects of what this person was mailed, oldest first. */
export function lettersTo(h: Harness, { email }: Person): string[] {
  const letters = h.mailbox.mails().filter(({ to }) => to.includes(email));
  return letters.map(({ subject }) => subject);
}

/** The text of the last letter to this person; empty without one. */
export function lastTextTo(h: Harness, { email }: Person): string {
  return h.mailbox.lastTo(email)?.text ?? '';
}

/** Has a person show a picture, and answers its address. */
export async function showFace(h: Harness, person: Person): Promise<string> {
  const avatarUrl = `https://images.example/${person.id}.jpg`;
  const { status, text } = await h.api('PATCH', '/v1/me', { token: await tokenFor(h, person), body: { avatarUrl } });
  if (status !== 200) throw new Error(`no picture: ${text}`);
  return avatarUrl;
}
