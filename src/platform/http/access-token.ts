import type { Hono } from 'hono';
import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Config } from '../../config.ts';
import { isId, type PersonId, type SessionId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const AUDIENCE = 'innkeep';
/** Tokens that an isolate remembers to be good, and what one looks like that is: others say the same in many letters, or too many. */
const MOST_KNOWN = 10_000;
const PLAIN = /^(?=.{1,1000}$)[\w-]+\.[\w-]+\.[\w-]+$/;

interface Session {
  personId: PersonId;
  sessionId: SessionId;
}

/** Signs and verifies access tokens: JWTs of 15 minutes, by the first of the configured keys, `kid` in the header. */
export interface AccessTokens {
  sign(session: Session, now: Date): Promise<string>;
  /** Throws `unauthenticated` for a token that is forged, malformed or expired. */
  verify(token: string, now: Date): Promise<Session>;
  /** The public halves of all keys, for `/.well-known/jwks.json`. */
  jwks: JSONWebKeySet;
}

export function createAccessTokens(config: Pick<Config, 'accessTokenKeys' | 'publicUrl'>): AccessTokens {
  const keys: JWK[] = config.accessTokenKeys.keys;
  const jwks: JSONWebKeySet = { keys: keys.map(publicHalf) };
  const [signing] = keys;
  if (signing === undefined) throw new Error('ACCESS_TOKEN_KEYS holds no key');
  const algorithm = algorithmOf(signing);
  const privateKey = importJWK(signing, algorithm);
  const publicKeys = createLocalJWKSet(jwks);
  // A caller sends the same token with each request, and its signature takes longer to check than most else of that.
  const known = new Map<string, { session: Session; expires: number }>();
  return {
    jwks,
    async sign(session, now) {
      const issued = Math.floor(now.getTime() / 1000);
      return new SignJWT({ sid: session.sessionId })
        .setProtectedHeader({ alg: algorithm, kid: signing.kid ?? '', typ: 'at+jwt' })
        .setSubject(session.personId)
        .setIssuer(config.publicUrl)
        .setAudience(AUDIENCE)
        .setIssuedAt(issued)
        .setExpirationTime(issued + ACCESS_TOKEN_SECONDS)
        .sign(await privateKey);
    },
    async verify(token, now) {
      const held = known.get(token);
      if (held !== undefined && now.getTime() < held.expires) return held.session;
      try {
        const { payload } = await jwtVerify(token, publicKeys, {
          issuer: config.publicUrl,
          audience: AUDIENCE,
          typ: 'at+jwt',
          algorithms: ['EdDSA', 'ES256'],
          currentDate: now,
        });
        const { sub = '', sid, exp = 0 } = payload;
        if (isId('person', sub) && typeof sid === 'string' && isId('session', sid)) {
          const session = { personId: sub, sessionId: sid };
          if (PLAIN.test(token)) known.set(token, { session, expires: exp * 1000 });
          const [oldest] = known.keys();
          if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
          return session;
        }
      } catch {
        // Why a token is refused helps only who forged it.
      }
      throw new Problem('unauthenticated', { detail: 'The access token is not valid or has expired; refresh it.' });
    },
  };
}

/** Serves the public keys, for whoever verifies access tokens beside us. Cacheable: a key is published before it signs. */
export function mountJwks(app: Hono, { jwks }: Pick<AccessTokens, 'jwks'>): void {
  app.get('/.well-known/jwks.json', (c) => c.json(jwks, 200, { 'cache-control': 'public, max-age=3600' }));
}

function algorithmOf(key: JWK): 'EdDSA' | 'ES256' {
  if (key.kty === 'OKP' && key.crv === 'Ed25519') return 'EdDSA';
  if (key.kty === 'EC' && key.crv === 'P-256') return 'ES256';
  throw new Error('ACCESS_TOKEN_KEYS takes keys of Ed25519 and P-256 only');
}

// Names what is public: of a kind of key that nobody thought of, nothing may leak.
function publicHalf(key: JWK): JWK {
  const { kty, crv, x, y, kid } = key;
  if (!kty || !crv || !x || !kid) throw new Error('a key in ACCESS_TOKEN_KEYS lacks its kty, crv, x or kid');
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid, use: 'sig', alg: algorithmOf(key) };
}
