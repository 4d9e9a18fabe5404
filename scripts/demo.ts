import { plainDate } from '../src/kernel/dates.ts';
import { newId } from '../src/kernel/ids.ts';
import { type ImportRun, importListings } from '../src/listings/import/import-listings.ts';
import { createDb, q } from '../src/platform/db/index.ts';
import { pgSend } from '../src/platform/db/pg.ts';
import { demoListings } from './demo/listings.ts';

/** Accounts to try things with, `admin` an operator's. Their password is known to everybody: for one machine's stack only. */
export const demoAccounts = {
  host: { email: 'host@demo.example', name: 'Ada' },
  guest: { email: 'guest@demo.example', name: 'Grace' },
  admin: { email: 'admin@demo.example', name: 'Mary' },
  password: 'demo stays at dawn',
} as const;

/** Argon2id of the password above. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$KQ+NHkQIGi1xph9y6l2mPw$/pIpbYXQ4itY5CVOCfogkiqtLNbOnOiYcBWZB7JeyXM';

/** About what a US dollar is worth, so that prices of all the demo's currencies can be compared. */
const rates = (
  [
    ['USD', '1'],
    ['EUR', '0.92'],
    ['GBP', '0.79'],
    ['CAD', '1.37'],
    ['NZD', '1.65'],
    ['ZAR', '18.2'],
    ['MXN', '18.5'],
    ['JPY', '151'],
    ['ISK', '138'],
  ] as const
).map(([currency, per_dollar]) => ({ currency, per_dollar, day: plainDate('2026-01-01') }));

/**
 * Fills the database of a stack on one machine with the demo accounts, exchange rates, and 520 invented listings in 10
 * cities, one of each city the demo host's. The same every time: a second run changes nothing. Returns how many listings it created.
 */
export async function seedDemo(settings: { databaseUrl: string; locationSecret: string }): Promise<number> {
  const { send, close } = pgSend(settings.databaseUrl, { max: 1 });
  try {
    const db = createDb(send);
    const now = new Date();
    const { host, guest, admin } = demoAccounts;
    const people = [host, guest, admin].map((person) => ({
      ...person,
      roles: person === admin ? ['admin' as const] : [],
      id: newId('person'),
      password_hash: PASSWORD_HASH,
      email_verified_at: now,
      created_at: now,
    }));
    await db.all(
      q
        .insertInto('people')
        .values(people)
        .onConflict((conflict) => conflict.column('email').doNothing()),
    );
    await db.all(
      q
        .insertInto('exchange_rates')
        .values(rates)
        .onConflict((conflict) => conflict.doNothing()),
    );
    const run: ImportRun = {
      source: 'demo',
      state: 'published',
      feeModel: 'split',
      locationSecret: settings.locationSecret,
      now,
    };
    const outcomes = await importListings(db, run, demoListings(host));
    return outcomes.filter((outcome) => outcome === 'created').length;
  } finally {
    await close();
  }
}
