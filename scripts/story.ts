import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { confirmInBrowser } from '../local/stripe/browser.ts';
import { addDays, plainDate } from '../src/kernel/dates.ts';
import { boxAround } from './story/place.ts';
import { findStack, type RunningStack, tokenFromMail, until } from './story/stack.ts';
import { createTeller, type Teller } from './story/teller.ts';

/** `npm run story [-- FILE.csv]`: the main job on the running stack, from an import to a refund. Fails loudly. */

const PASSWORD = 'seven herons at dawn';
const file = process.argv[2] ?? 'samples/listings.csv';

try {
  const stack = await findStack();
  await tell(stack, createTeller(stack.url));
} catch (error) {
  console.error(`\nThe story failed: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

async function tell(stack: RunningStack, teller: Teller): Promise<void> {
  const { call, refused, step, say, client } = teller;
  say(await step(`A marketplace imports ${file}`, importListings));

  const guest = client(await signUp(stack, teller, 'Ada'));
  const rival = client(await signUp(stack, teller, 'Grace'));

  // A day of its own for each telling, so that it can be told again and again on the same data.
  const checkIn = addDays(plainDate(new Date().toISOString().slice(0, 10)), 30 + Math.floor(Math.random() * 300));
  const stay = { checkIn, checkOut: addDays(checkIn, 3) };
  const box = await boxAround(file);
  const found = await call(
    `Ada searches there: three nights from ${checkIn} for two`,
    client().listings.search({ query: { ...stay, box, adults: 2, sort: 'rank', limit: 20 } }),
    1,
  );
  const hit = found.data.find((candidate) => candidate.instantBooking);
  if (hit === undefined) throw new Error('nothing that can be booked at once was found');
  say(`${found.data.length} on the first page; Ada likes “${hit.title}”`);
  const path = { id: hit.id };

  await call('She looks at it', client().listings.get({ path }), 1);
  await call(
    'and at its calendar',
    client().calendars.get({ path, query: { from: stay.checkIn, to: stay.checkOut } }),
    1,
  );
  const party = { adults: 2, children: 0, infants: 0, pets: 0 };
  const quote = await call('She asks for a quote', guest.quotes.create({ path, body: { ...stay, party } }), 1);
  for (const line of quote.lines) say(`${line.code.padEnd(18)} ${line.amount} ${line.payer} → ${line.recipient}`);
  if (hit.stay?.total !== quote.totals.guestPays) throw new Error('search showed another total than the quote');
  say(`She pays ${quote.totals.guestPays} ${quote.currency} (minor units), just as search said`);

  const rivalQuote = await call(
    'Grace asks for the same nights',
    rival.quotes.create({ path, body: { ...stay, party } }),
    1,
  );

  const headers = { 'Idempotency-Key': randomUUID() };
  const held = await call('Ada books', guest.bookings.create({ body: { quote: quote.token }, headers }), 1);
  const again = await step('and sends it again: her network hiccuped', () =>
    until('the same answer', async () => {
      const { data, error } = await guest.bookings.create({ body: { quote: quote.token }, headers });
      // The first request still notes what Stripe told it.
      if (error !== undefined && error.code !== 'request-in-progress') throw new Error(error.code);
      return data;
    }),
  );
  if (again.id !== held.id) throw new Error('the same key made another booking');
  await refused(
    'Grace is too late',
    rival.bookings.create({ body: { quote: rivalQuote.token }, headers: { 'Idempotency-Key': randomUUID() } }),
    409,
  );

  const clientSecret = held.payment.clientSecret;
  if (clientSecret === null) throw new Error('the booking came without a secret to pay with');
  const pay = (card: string) => confirmInBrowser({ ...stack.stripe, clientSecret, card });
  await step('Her first card is declined', async () => {
    if ((await pay('pm_card_visa_chargeDeclined')).ok) throw new Error('a card that is always declined was taken');
  });
  await step('Her second card is taken', async () => {
    const answer = await pay('pm_card_visa');
    if (!answer.ok) throw new Error(answer.error.message);
  });

  const booking = { path: { id: held.id } };
  const state = (wanted: string) => async () => {
    const { data } = await guest.bookings.get(booking);
    return data?.state === wanted ? data : undefined;
  };
  const confirmed = await step('Stripe says so, and the booking is confirmed', () =>
    until('the confirmation', state('confirmed')),
  );
  say(`Now Ada sees where it is: ${JSON.stringify(confirmed.listing.location)}`);
  await refused('Grace cannot see the booking', rival.bookings.get(booking), 404);

  const preview = await call('Ada asks what cancelling would give back', guest.bookings.previewRefund(booking), 1);
  await call('She cancels', guest.bookings.cancel({ ...booking, headers: { 'Idempotency-Key': randomUUID() } }), 2);
  const refunded = await step('The refund arrives', () =>
    until('the refund', async () => {
      const { data } = await guest.bookings.get(booking);
      return data !== undefined && data.payment.refundState === 'succeeded' ? data : undefined;
    }),
  );
  if (refunded.payment.refunded !== preview.refund) throw new Error('the refund is not what the preview said');
  say(`${refunded.payment.refunded} ${refunded.currency} went back, as the preview said`);
  await call(
    'The nights are free again: Grace gets her quote',
    rival.quotes.create({ path, body: { ...stay, party } }),
    1,
  );
  console.log('\nThe story ended well.');
}

async function importListings(): Promise<string> {
  const { STORY_URL, DATABASE_URL = '', LOCATION_SECRET = '' } = process.env;
  // Unset, the import goes to the stack that runs here, as the rest of the story does.
  const settings = STORY_URL ? { DATABASE_URL, LOCATION_SECRET } : { DATABASE_URL: '', LOCATION_SECRET: '' };
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/import.ts', file], {
    env: { ...process.env, ...settings },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim().split('\n').at(0) ?? '';
}

// A new account, or where its mail could not be read, the next of those that exist.
async function signUp(stack: RunningStack, { call, step, client }: Teller, name: string): Promise<string> {
  const [known, ...others] = stack.accounts;
  stack.accounts = others;
  const [email, password] = known ?? [`${name.toLowerCase()}-${randomUUID().slice(0, 8)}@stays.example`, PASSWORD];
  const anybody = client();
  if (known === undefined) {
    const { mailboxUrl } = stack;
    if (mailboxUrl === undefined) throw new Error(`there is neither a mailbox nor an account for ${name}`);
    await call(`${name} signs up`, anybody.accounts.signUp({ body: { email, password, name } }), 2);
    const token = await step(`${name} gets a mail with a link`, () => tokenFromMail(mailboxUrl, email));
    await call(`${name} follows it`, anybody.accounts.verifyEmail({ body: { token, password } }), 2);
  }
  const tokens = await call(`${name} signs in`, anybody.sessions.signIn({ body: { email, password } }), 2);
  return tokens.accessToken;
}
