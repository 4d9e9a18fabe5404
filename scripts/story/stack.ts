import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Stack = z.object({
  url: z.string(),
  mailboxUrl: z.string().optional(),
  stripe: z.object({ url: z.string(), publishableKey: z.string() }),
  /** Accounts that exist already, where mails cannot be read: address and password. */
  accounts: z.array(z.tuple([z.string(), z.string()])).default([]),
});
export type RunningStack = z.infer<typeof Stack>;

/**
 * Where the service is that the story is told to: what the environment names (`STORY_URL`, and `STORY_ACCOUNTS` as
 * `address:password` of two accounts, separated by spaces), else the stack that `npm run dev` started. Throws when none runs.
 */
export async function findStack(): Promise<RunningStack> {
  const { STORY_URL: url, STORY_ACCOUNTS: accounts = '', STORY_STRIPE_PUBLISHABLE_KEY: publishableKey } = process.env;
  if (url) {
    const stripe = { url: 'https://api.stripe.com', publishableKey };
    return Stack.parse({ url, stripe, accounts: readAccounts(accounts) });
  }
  const text = await readFile('.innkeep/stack.json', 'utf8').catch(() => {
    throw new Error('No stack is running here. Start it in another terminal: npm run dev');
  });
  return Stack.parse(JSON.parse(text));
}

/**
 * The accounts in `STORY_ACCOUNTS`, two of them. Throws what is wrong with it and how it is written, without a word of
 * what may be a password.
 */
export function readAccounts(text: string): [address: string, password: string][] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const accounts = words.map((word, index): [string, string] => {
    const [, address, password] = /^([^:]+@[^:]+):(.+)$/.exec(word) ?? [];
    if (address && password) return [address, password];
    throw malformed(`its account no. ${index + 1} of ${words.length} is not an address, a colon and a password`);
  });
  if (accounts.length < 2) throw malformed(`it names ${accounts.length} accounts, and the story is about two`);
  return accounts;
}

function malformed(why: string): Error {
  return new Error(
    `STORY_ACCOUNTS cannot be read: ${why}. Set it to two verified accounts, separated by a space: ` +
      "STORY_ACCOUNTS='ada@example.com:PASSWORD grace@example.com:PASSWORD'. A password must have no space.",
  );
}

const Mails = z.object({ data: z.array(z.object({ text: z.string().nullable() })) });

/** The token in the newest mail to this address, once it has come. */
export async function tokenFromMail(mailboxUrl: string, address: string): Promise<string> {
  return until('a mail', async () => {
    const response = await fetch(`${mailboxUrl}/api/mails?to=${encodeURIComponent(address)}`);
    const [newest] = Mails.parse(await response.json()).data;
    return newest?.text?.match(/#token=(\S+)/)?.[1];
  });
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** Asks again and again until there is an answer. Throws when there is none for a minute. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`${what} did not come within a minute`);
}
