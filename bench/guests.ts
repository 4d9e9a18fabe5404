import { readFile } from 'node:fs/promises';
import loadArgon2 from '@phi-ag/argon2/node';
import type pg from 'pg';
import { asId } from '../src/kernel/ids.ts';
import { createPasswordHasher } from '../src/platform/password.ts';

/** Of every guest. */
export const PASSWORD = 'a password of the bench';

/** Makes guests 1 to `count`, who can sign in and book. */
export async function makeGuests(client: pg.Client, count: number): Promise<void> {
  const hash = await createPasswordHasher(await loadArgon2()).hash(PASSWORD);
  const guests = await readFile(`${import.meta.dirname}/guests.sql`, 'utf8');
  await client.query(guests.replaceAll(":'hash'", client.escapeLiteral(hash)).replaceAll(':guests', String(count)));
}

export const emailOf = (guest: number): string => `guest${guest}@example.test`;
export const sessionOf = (guest: number) => ({
  personId: asId('person', `per_02${suffix(guest)}`),
  sessionId: asId('session', `ses_02${suffix(guest)}`),
});

const suffix = (number: number) => number.toString(16).padStart(24, '0');
