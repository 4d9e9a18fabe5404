import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, openSession, type Tokens, unwrap } from '../../sdk/src/index.ts';
import { openAccount, signIn } from '../accounts/account.ts';
import { type Harness, startHarness } from '../harness/index.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const MINUTE = 60_000;

/** A signed-in client, how often it presented a refresh token, and what it saved. */
async function signedIn(answers: { loseNext?: boolean; hangNext?: boolean; failNext?: string } = {}) {
  const given = await signIn(h, await openAccount(h));
  // Of a refresh token alone the first call renews.
  const tokens = answers.failNext === undefined ? given : { refreshToken: given.refreshToken };
  const saved: Tokens[] = [];
  let renewals = 0;
  const counted: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const renews = request.url.endsWith('/v1/sessions/refresh');
    if (renews) renewals += 1;
    const response = await fetch(request);
    if (!renews) return response;
    const { loseNext, hangNext, failNext: code } = answers;
    Object.assign(answers, { loseNext: false, hangNext: false, failNext: undefined });
    if (hangNext) await ended(request.signal);
    if (loseNext) throw new TypeError('the answer was lost');
    return code === undefined ? response : Response.json({ code, status: 503, requestId: 'r1' }, { status: 503 });
  };
  // The service's clock goes on as long as an answer hangs.
  const ended = async (signal: AbortSignal): Promise<never> => {
    const since = performance.now();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    h.clock.advance(performance.now() - since);
    throw signal.reason;
  };
  const connection = { baseUrl: h.url, fetch: counted, retries: { firstDelay: 1 } };
  const session = openSession({ ...connection, tokens, save: (next) => void saved.push(next) });
  return { client: createClient({ ...connection, session }), saved, renewals: () => renewals };
}

describe('a session of the client', () => {
  test('renews an access token that the service refuses once, for all calls that wait for it', async () => {
    const { client, saved, renewals } = await signedIn();
    await unwrap(client.accounts.get());
    h.clock.advance(16 * MINUTE);
    const all = await Promise.all(Array.from({ length: 12 }, () => unwrap(client.accounts.get())));
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(['Ada']));
    expect(renewals()).toBe(1);
    expect(saved).toHaveLength(1);
    expect((await client.sessions.list()).data?.data).toHaveLength(1);
  });

  test('outlives a renewal whose answer was lost', async () => {
    const { client, renewals } = await signedIn({ loseNext: true });
    h.clock.advance(16 * MINUTE);
    expect((await unwrap(client.accounts.get())).name).toBe('Ada');
    expect(renewals()).toBe(2);
    h.clock.advance(16 * MINUTE);
    expect((await unwrap(client.accounts.get())).name).toBe('Ada');
  });

  test('outlives a renewal whose answer hangs: asked again while the service allows it', async () => {
    const { client, renewals } = await signedIn({ hangNext: true });
    h.clock.advance(16 * MINUTE);
    expect((await unwrap(client.accounts.get())).name).toBe('Ada');
    expect(renewals()).toBe(2);
  }, 40_000);

  test('outlives a renewal of which the service does not know whether it was done', async () => {
    const { client, renewals } = await signedIn({ failNext: 'outcome-unknown' });
    expect((await unwrap(client.accounts.get())).name).toBe('Ada');
    expect(renewals()).toBe(2);
  });

  test('goes on from nothing but the refresh token that was saved', async () => {
    const { client, saved } = await signedIn();
    h.clock.advance(16 * MINUTE);
    await unwrap(client.accounts.get());
    const refreshToken = saved.at(-1)?.refreshToken ?? '';
    const later = createClient({ baseUrl: h.url, session: openSession({ baseUrl: h.url, tokens: { refreshToken } }) });
    expect((await unwrap(later.accounts.get())).name).toBe('Ada');
  });

  test('is shared by all tabs that keep its refresh token in one place, whichever of them renews it', async () => {
    const tokens = await signIn(h, await openAccount(h));
    let kept = tokens.refreshToken;
    const tab = () => {
      const save = ({ refreshToken }: Tokens) => {
        kept = refreshToken;
      };
      const session = openSession({ baseUrl: h.url, tokens, save, load: () => kept });
      return createClient({ baseUrl: h.url, session });
    };
    const tabs = [tab(), tab(), tab()];
    for (let times = 0; times < 2; times += 1) {
      h.clock.advance(16 * MINUTE);
      for (const client of tabs) {
        expect((await unwrap(client.accounts.get())).name).toBe('Ada');
        h.clock.advance(MINUTE);
      }
    }
    h.clock.advance(16 * MINUTE);
    const atOnce = await Promise.all(tabs.map((client) => unwrap(client.accounts.get())));
    expect(atOnce).toHaveLength(3);
  });

  test('that was ended says so, and asks no further', async () => {
    const { client, renewals } = await signedIn();
    await unwrap(client.sessions.revokeAll());
    await expect(unwrap(client.accounts.get())).rejects.toMatchObject({ code: 'session-ended' });
    expect(renewals()).toBe(0);
  });
});
