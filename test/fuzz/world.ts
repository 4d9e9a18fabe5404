import type { Feeds } from '../../local/feeds/index.ts';
import { type ListingId, newId } from '../../src/kernel/ids.ts';
import { hold, pay } from '../bookings/scene.ts';
import { calendar } from '../channels/calendars.ts';
import type { Answer } from '../harness/api.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';
import { type Known, learn, narrow } from './known.ts';
import type { Secret } from './secrets.ts';

/** People with listings, and what only some of them may see. */
export interface World {
  known: Known;
  hosts: Person[];
  operator: Person;
  secrets: Secret[];
  /** Holds that nobody has tried to pay yet, as they were answered. */
  unpaid: Answer['body'][];
}

const PUBLISHED = 8;
const PASSWORD = 'seven herons at dawn';

/** Two hosts, three guests, one of them unverified, and one of the staff; listings of every kind, with nights closed. */
export async function createWorld(h: Harness, feeds: Feeds): Promise<World> {
  const hosts = [await createPerson(h), await createPerson(h)];
  const guests = [await createPerson(h), await createPerson(h)] as const;
  const staff = await createPerson(h, { roles: ['admin', 'support'] });
  const people = [...hosts, ...guests, await createPerson(h, { verified: false }), staff];
  const known: Known = { people, staff, leaver: guests[1], ids: new Map(), texts: new Map() };
  const secrets = people.map((person) => addressOf(h, person));
  const world = { known, hosts, operator: staff, secrets, unpaid: [] };
  for (const { id, sessionId, email } of people) learn(known, { id, sessionId, email }, id);
  await givePasswords(h, people);
  for (const [index, start] of ['2027-04-01', '2027-05-01', '2027-06-01'].entries()) {
    const end = start.replace('01', '04');
    const feedUrl = feeds.serve(`/${index}.ics`, calendar([{ uid: `${index}@stays.example`, start, end }]));
    for (const host of hosts) learn(known, { feedUrl }, host.id);
  }
  for (const host of hosts) {
    const instant = await openListing(h, world, host, {});
    const onRequest = { instant_booking: false, weekend_nightly: 150_00, cleaning_fee: 30_00 };
    const asked = await openListing(h, world, host, onRequest);
    await openListing(h, world, host, { state: 'draft', published_at: null });
    await book(h, world, guests[0], instant);
    await book(h, world, guests[1], asked);
  }
  return world;
}

/** Keeps the world alive: who was signed out is in again, what is paid is confirmed, jobs run, time passes, listings open. */
export async function tend(h: Harness, world: World): Promise<void> {
  const { people } = world.known;
  await signInAgain(h, world);
  // An intent that is cancelled or paid refuses, as Stripe's does.
  for (const held of world.unpaid.splice(0)) await pay(h, held).catch(() => undefined);
  await h.drainJobs();
  h.clock.advance(2 * 60_000);
  for (const person of people) person.token = await tokenFor(h, person);
  for (const { to, text } of h.mailbox.mails().slice(-20)) {
    const token = /#token=([\w.-]+)/.exec(text ?? '')?.[1];
    if (token !== undefined)
      learn(world.known, { mailedToken: token }, people.find(({ email }) => to.includes(email))?.id);
  }
  // What happens is owed to each endpoint, and tried again for days.
  await h.sql(
    `delete from webhook_endpoints where id not in (
       select newest.id from people cross join lateral (
         select id from webhook_endpoints where owner_id = people.id order by id desc limit 2) as newest)`,
  );
  // Most of what there is by now is over; a few of those are enough.
  const alive = {
    whe: 'select id from webhook_endpoints',
    lst: "select id from listings order by state <> 'published', created_at desc, id limit 24",
    bkg: 'select id from bookings order by ended_at is not null, id desc limit 24',
  };
  for (const [prefix, query] of Object.entries(alive)) {
    const kept = await h.sql<{ id: string }>(query);
    narrow(
      world.known,
      prefix,
      kept.map(({ id }) => id),
    );
  }
  const [open] = await h.sql<{ count: number }>(
    "select count(*)::int as count from listings where state = 'published'",
  );
  if ((open?.count ?? 0) < PUBLISHED) {
    for (const [index, host] of world.hosts.entries()) {
      await openListing(h, world, host, { instant_booking: index === 0 });
    }
  }
}

/** Brings the people's sessions back to life; who has closed their account comes back as somebody else. */
export async function signInAgain(h: Harness, world: World): Promise<void> {
  const { known } = world;
  await openAgain(h, world);
  const sessions = known.people.map(({ sessionId }) => sessionId);
  await h.sql('update sessions set revoked_at = null where id = any($1)', [sessions]);
}

async function openAgain(h: Harness, { known, secrets }: World): Promise<void> {
  const { leaver, staff } = known;
  const [gone] = await h.sql('select from people where id = $1 and left_at is not null', [leaver.id]);
  if (gone === undefined) return;
  const { id, sessionId, email } = Object.assign(leaver, await createPerson(h));
  const hash = 'select password_hash from people where id = $2';
  await h.sql(`update people set password_hash = (${hash}) where id = $1`, [id, staff.id]);
  learn(known, { id, sessionId, email }, id);
  secrets.push(addressOf(h, { id, email }));
}

// That of nobody's account, or of one that is unverified, may become another's.
function addressOf(h: Harness, { id, email }: Pick<Person, 'id' | 'email'>): Secret {
  return {
    text: email,
    may: async (by) =>
      by === id || (await h.sql('select from people where id = $1 and email = $2', [by ?? '', email])).length > 0,
  };
}

async function openListing(
  h: Harness,
  { known, secrets }: World,
  host: Person,
  columns: Parameters<typeof createListing>[2],
): Promise<ListingId> {
  const mark = crypto.randomUUID();
  // A latitude with digits of its own, in the same street.
  const latitude = Number(`40.7128${Math.floor(Math.random() * 1e9)}7`);
  const address = {
    line1: `${mark} Street`,
    line2: null,
    city: 'New York',
    region: null,
    postalCode: null,
    country: 'US',
  };
  const id = await createListing(h, host, { capacity: 12, latitude, address: JSON.stringify(address), ...columns });
  const note = `the note of ${mark}`;
  const [now, closure] = [new Date(h.clock.now()), newId('closure')];
  await h.sql(
    `insert into closures (id, listing_id, nights, source, note, created_at)
     values ($1, $2, daterange('2027-05-01', '2027-05-04'), 'host', $3, $4)`,
    [closure, id, note, now],
  );
  await h.sql('select project_listing($1)', [id]);
  learn(known, { id, closure }, host.id);
  const isGuest = async (by: string | undefined) =>
    by === host.id ||
    (await h.sql('select from bookings where listing_id = $1 and guest_id = $2 and confirmed_at is not null', [id, by]))
      .length > 0;
  secrets.push({ text: mark, may: isGuest }, { text: String(latitude), may: isGuest });
  secrets.push({ text: note, may: async (by) => by === host.id });
  return id;
}

// One of them gets it as anybody does, by a reset that is mailed; the others are given its hash.
async function givePasswords(h: Harness, [first, ...others]: readonly Person[]): Promise<void> {
  if (first === undefined) return;
  await h.api('POST', '/v1/password-resets', { body: { email: first.email } });
  await h.drainJobs();
  const token = /#token=([\w.-]+)/.exec(h.mailbox.lastTo(first.email)?.text ?? '')?.[1];
  await h.api('POST', '/v1/password-resets/complete', { body: { token, newPassword: PASSWORD } });
  await h.sql('update people set password_hash = (select password_hash from people where id = $1) where id = any($2)', [
    first.id,
    others.map(({ id }) => id),
  ]);
  await h.sql('update sessions set revoked_at = null');
}

async function book(h: Harness, { known, unpaid }: World, guest: Person, listing: ListingId): Promise<void> {
  const held = await hold(h, guest, listing);
  learn(known, held, guest.id);
  unpaid.push(held);
}
