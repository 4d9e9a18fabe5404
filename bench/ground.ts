import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { pick, type Random } from '../scripts/random.ts';
import { GUESTS } from './cluster.ts';
import { type Places, placesOf } from './search/searches.ts';

interface FreeStay {
  listing_id: string;
  check_in: string;
  check_out: string;
}

/** What requests are made of. */
export interface Ground {
  places: Places;
  listings: readonly string[];
  /** A free stay that stays free. */
  lookAtStay(random: Random): { stay: FreeStay; guest: number };
  /** The next free stay, and a guest who can hold it; each is given once. */
  takeStay(): { stay: FreeStay; guest: number };
  /** The baseline's tokens, guest 1's first. */
  baselineTokens: readonly string[];
}

/** Holds of an earlier run may still live: its guests are left alone. */
export async function groundOf(client: pg.Client, today: string): Promise<Ground> {
  const [places, listings, free, tokens, booked] = [
    await placesOf(client),
    await client.query<{ id: string }>('select id from listings order by hashtextextended(id, 2) limit 2000'),
    await client.query<FreeStay>(await readFile(`${import.meta.dirname}/stays.sql`, 'utf8'), [today, STAYS]),
    await client.query<{ key: string }>(
      `select key from baseline.authtoken_token join baseline.auth_user u on u.id = user_id
       order by length(username), username`,
    ),
    await client.query<{ n: number }>(`select count(*)::int as n from bookings where state <> 'confirmed'`),
  ];
  const first = booked.rows[0]?.n ?? 0;
  const looked = free.rows.slice(-LOOKED_AT);
  const takable = free.rows.length - looked.length;
  let taken = 0;
  return {
    places,
    listings: listings.rows.map(({ id }) => id),
    baselineTokens: tokens.rows.map(({ key }) => key),
    lookAtStay: (random) => ({ stay: pick(looked, random), guest: 1 + Math.floor(random() * LOOKERS) }),
    takeStay() {
      const stay = free.rows[taken];
      if (stay === undefined || taken >= takable)
        throw new Error('The market has no more free stays: ask for more listings.');
      const guest = 1 + ((first + taken) % GUESTS);
      taken += 1;
      return { stay, guest };
    },
  };
}

const STAYS = 60_000;
const LOOKED_AT = 2_000;
const LOOKERS = 1_000;
