import type { Receivers } from '../../local/receivers/index.ts';
import { newId } from '../../src/kernel/ids.ts';
import { booked, hold, pay, quotedToken } from '../bookings/scene.ts';
import { savedCard } from '../cards/scene.ts';
import { operations, type Parameter, sampleOf } from '../contract/operations.ts';
import { prefixOf } from '../fuzz/values.ts';
import type { Harness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { DISPUTED_CARD } from '../harness/test-cards.ts';
import { createStay, guestReview, hostReview, review } from '../reviews/scene.ts';
import { type Player, players } from './who-may.ts';

/** One thing of every kind that somebody can act on, each somebody's. */
export interface Stage {
  people: Readonly<Record<Player, Person>>;
  /** The id of the thing of each kind, by its prefix. */
  ids: Readonly<Record<string, string>>;
  /** A quote of the guest's. */
  quote: string;
}

/** @param receivers a server that `h` was told to take for public */
export async function setStage(h: Harness, receivers: Receivers): Promise<Stage> {
  const people = {
    host: await createPerson(h),
    guest: await createPerson(h),
    stranger: await createPerson(h),
    support: await createPerson(h, { roles: ['support'] }),
    admin: await createPerson(h, { roles: ['admin'] }),
  };
  const { host, guest } = people;
  const lst = await createListing(h, host);
  await h.sql('select project_listing($1)', [lst]);
  async function made(by: Person, path: string, body: unknown): Promise<string> {
    const answer = await h.api('POST', path, { token: by.token, body });
    const { id } = { ...answer.body, ...answer.body.photo, ...answer.body.closure };
    if (answer.status >= 300 || typeof id !== 'string') throw new Error(`${path}: ${answer.text}`);
    return id;
  }
  const ofListing = (part: string, body: unknown) => made(host, `/v1/listings/${lst}${part}`, body);
  const url = receivers.receive('/stage', { status: 503 });
  const ids: Record<string, string> = {
    per: host.id,
    lst,
    whe: await made(host, '/v1/webhook-endpoints', { url, types: null }),
    key: await made(host, '/v1/me/api-keys', { name: 'Sync', scopes: ['profile:read'] }),
    ses: newId('session'),
    pho: await ofListing('/photos', { contentType: 'image/jpeg', byteSize: 1_000 }),
    cls: await ofListing('/closures', { start: '2027-08-01', end: '2027-08-03' }),
    fed: await ofListing('/feeds', { channel: 'airbnb', url }),
    pro: await ofListing('/promotions', bodyOf('promotions_create')),
    dif: newId('difference'),
  };
  await h.api('PUT', `/v1/listings/${lst}/exports/airbnb`, { token: host.token });
  const now = new Date(h.clock.now());
  await h.sql(
    `insert into sessions (id, person_id, created_at, expires_at) values ($1, $2, $3, $3::timestamptz + interval '1 year')`,
    [ids.ses, host.id, now],
  );
  await h.sql(
    `insert into differences (id, reference, currency, subject, ledger, object, day, found_at)
     values ($1, 'ref_of_nobody', 'USD', 'none', 0, 100, '2027-02-27', $2)`,
    [ids.dif, now],
  );
  const { id: bkg } = await booked(h, guest, lst);
  const longer = { checkIn: '2027-06-03', checkOut: '2027-06-06', party: { adults: 2 } };
  const disputed = await hold(h, guest, lst, { checkIn: '2027-07-03', checkOut: '2027-07-05' });
  await pay(h, disputed, DISPUTED_CARD);
  const stay = await createStay(
    h,
    { host, guest, listingId: lst },
    { check_in: '2027-02-26', check_out: '2027-02-28' },
  );
  await review(h, host, stay, hostReview());
  const { body: written } = await review(h, guest, stay, guestReview());
  await h.drainJobs();
  const [dispute] = await h.sql<{ id: string }>('select id from disputes');
  const { id: crd } = await savedCard(h, guest);
  await h.sql(
    `insert into deposits (id, booking_id, guest_id, host_id, amount, currency, card_id, created_at, updated_at)
     values ($1, $2, $3, $4, 20000, 'USD', $5, $6, $6)`,
    [newId('deposit'), bkg, guest.id, host.id, crd, now],
  );
  const { body: message } = await h.api('POST', `/v1/bookings/${bkg}/messages`, {
    token: guest.token,
    body: bodyOf('messages_send'),
  });
  const deliveries = await h.api('GET', `/v1/webhook-endpoints/${ids.whe}/deliveries`, { token: host.token });
  return {
    people,
    quote: await quotedToken(h, guest, lst, { checkIn: '2027-09-03', checkOut: '2027-09-05' }),
    ids: {
      ...ids,
      bkg,
      crd,
      pay: disputed.payment.id,
      alt: await made(host, `/v1/bookings/${bkg}/alterations`, longer),
      rev: written.id,
      thr: message.threadId,
      msg: message.id,
      dis: dispute?.id ?? '',
      evt: deliveries.body.data[0].eventId,
    },
  };
}

/** A value for a parameter: of the stage's thing, where it is the id of one. */
export function valueFor({ ids }: Stage, { name, schema }: Parameter): string {
  const prefix = prefixOf(schema);
  if (prefix === undefined) return name === 'channel' ? 'airbnb' : String(sampleOf(schema));
  return ids[prefix] ?? String(sampleOf(schema));
}

/** A good body for an operation, the ids in it those of the stage. */
export function bodyFor({ ids, quote }: Stage, id: string): unknown {
  return JSON.parse(JSON.stringify(bodyOf(id) ?? null), (name, value: unknown) => {
    if (name === 'quote') return quote;
    const prefix = typeof value === 'string' ? /^([a-z]{3})_[0-9a-z]{26}$/.exec(value)?.[1] : undefined;
    return prefix === undefined ? value : (ids[prefix] ?? value);
  });
}

export const everybody = ({ people }: Stage) => players.map((player) => [player, people[player]] as const);

function bodyOf(id: string): unknown {
  const schema = operations.find((operation) => operation.id === id)?.body;
  return schema && sampleOf(schema);
}
