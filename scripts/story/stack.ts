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
    return Stack.parse({ url, stripe, accounts: accounts.split(/\s+/).map((account) => account.split(':')) });
  }
  const text = await readFile('.innkeep/stack.json', 'utf8').catch(() => {
    throw new Error('No stack is running here. Start it in another terminal: npm run dev');
  });
  return Stack.parse(JSON.parse(text));
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
