import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';

/** An account that was opened over HTTP, as its owner knows it. */
export interface Account {
  email: string;
  password: string;
}

/** The two tokens that sign-in and refresh answer with. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

export const PASSWORD = 'seven herons at dawn';

let count = 0;

/** An address that no test used before. */
export function freshEmail(): string {
  count += 1;
  return `guest-${process.pid}-${count}@stays.example`;
}

export function signUp(h: Harness, email: string, password = PASSWORD): Promise<Answer> {
  return h.api('POST', '/v1/accounts', { body: { email, password, name: 'Ada' } });
}

/** An account, signed up and verified by the link that was mailed. */
export async function openAccount(h: Harness, email = freshEmail()): Promise<Account> {
  await signUp(h, email);
  const answer = await verify(h, await mailedToken(h, email));
  if (answer.status !== 204) throw new Error(`not verified: ${answer.text}`);
  return { email, password: PASSWORD };
}

export function verify(h: Harness, token: string, password = PASSWORD): Promise<Answer> {
  return h.api('POST', '/v1/accounts/verify-email', { body: { token, password } });
}

export function trySignIn(h: Harness, { email, password }: Account, address?: string): Promise<Answer> {
  const headers = address === undefined ? {} : { 'cf-connecting-ip': address };
  return h.api('POST', '/v1/sessions', { body: { email, password }, headers });
}

export async function signIn(h: Harness, account: Account): Promise<Tokens> {
  const answer = await trySignIn(h, account);
  if (answer.status !== 201) throw new Error(`not signed in: ${answer.text}`);
  return answer.body;
}

export function refresh(h: Harness, refreshToken: string): Promise<Answer> {
  return h.api('POST', '/v1/sessions/refresh', { body: { refreshToken } });
}

export function readMe(h: Harness, { accessToken }: { accessToken: string }): Promise<Answer> {
  return h.api('GET', '/v1/me', { token: accessToken });
}

/** Asks for another address for whoever has this access token. */
export function requestEmailChange(
  h: Harness,
  { accessToken }: { accessToken: string },
  email: string,
  currentPassword = PASSWORD,
): Promise<Answer> {
  return h.api('POST', '/v1/email-changes', { token: accessToken, body: { email, currentPassword } });
}

export function completeEmailChange(h: Harness, token: string, password = PASSWORD): Promise<Answer> {
  return h.api('POST', '/v1/email-changes/complete', { body: { token, password } });
}

/** Gives whoever has this access token another address. */
export async function changeEmail(h: Harness, tokens: { accessToken: string }, email: string): Promise<void> {
  await requestEmailChange(h, tokens, email);
  const answer = await completeEmailChange(h, await mailedToken(h, email));
  if (answer.status !== 204) throw new Error(`not changed: ${answer.text}`);
}

/** Runs the jobs and reads the token from the link in the newest mail to this address. */
export async function mailedToken(h: Harness, email: string): Promise<string> {
  await h.drainJobs();
  const token = /#token=(\S+)/.exec(h.mailbox.lastTo(email)?.text ?? '')?.[1];
  if (token === undefined) throw new Error(`no link was mailed to ${email}`);
  return token;
}
