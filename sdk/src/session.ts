import { type Connection, createClient } from './client.ts';
import type { Innkeep } from './generated/sdk.gen.ts';
import type { Tokens } from './generated/types.gen.ts';
import { isProblem, NoAnswerError, unwrap } from './problem.ts';

/** What a session is made of: the tokens of a sign-in, or only a refresh token that was kept. */
export type SessionTokens = Pick<Tokens, 'refreshToken'> & Partial<Tokens>;

/** Keeps one person signed in: gives the access token that is good now, and renews it before it ends. */
export interface Session {
  /** The access token that is good now. Throws a `ProblemError` (`session-ended`, `invalid-token`) when there is none. */
  token(): Promise<string>;
  /** Another access token than this one, which the service refused. */
  renew(refused: string): Promise<string>;
}

export interface SessionOptions extends Pick<Connection, 'baseUrl' | 'fetch' | 'retries'> {
  tokens: SessionTokens;
  /** Keeps the new refresh token, before the new access token is used; the old one is good for 10 more seconds only. */
  save?(tokens: Tokens): void | Promise<void>;
  /**
   * The refresh token that is kept now, asked for before each renewal. Where others go on with the same one, as the tabs of a
   * browser do, it may be newer than ours, and ours, presented once more, would end the session for all of them. Of the same
   * person: given another's, this session goes on as them.
   */
  load?(): string | undefined | Promise<string | undefined>;
}

// Renewed this long before its end: the service's clock and ours may differ, and the call takes its time.
const EARLY_MS = 60_000;
// Presented once more, the token has to come within the ten seconds for which the service gives the same successor.
const RENEWAL_MS = 4_000;

/**
 * Opens a session on tokens that the service gave. However many calls need a new access token at once, the refresh
 * token, which is good for one use, is presented once.
 */
export function openSession({ tokens, save, load, ...connection }: SessionOptions): Session {
  const { retries } = connection;
  const timeout = Math.min(RENEWAL_MS, retries?.timeout ?? RENEWAL_MS);
  const hasty = createClient({ ...connection, retries: { ...retries, timeout } });
  const patient = createClient(connection);
  let current = heldFrom(tokens);
  let renewal: Promise<string> | undefined;

  async function renewed(): Promise<string> {
    const refreshToken = (await load?.()) ?? current.refreshToken;
    const refresh = (client: Innkeep) => unwrap(client.sessions.refresh({ body: { refreshToken } }));
    // Sent again after a lost answer, a refresh token brings the same successor: the service allows it for 10 seconds.
    const next = await refresh(hasty).catch((error) => {
      if (error instanceof NoAnswerError || isProblem(error, 'outcome-unknown')) return refresh(patient);
      throw error;
    });
    current = heldFrom(next);
    await save?.(next);
    return next.accessToken;
  }
  function renewOnce(): Promise<string> {
    renewal ??= renewed().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  return {
    async token() {
      if (renewal !== undefined || current.accessToken === undefined || Date.now() >= current.renewAt)
        return renewOnce();
      return current.accessToken;
    },
    async renew(refused) {
      return current.accessToken === refused || current.accessToken === undefined ? renewOnce() : current.accessToken;
    },
  };
}

function heldFrom({ refreshToken, accessToken, expiresIn }: SessionTokens) {
  const lives = (expiresIn ?? 0) * 1000;
  return { refreshToken, accessToken, renewAt: Date.now() + lives - Math.min(EARLY_MS, lives / 2) };
}
