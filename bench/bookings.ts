import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { policyFor } from '../src/kernel/cancellation-policy.ts';

/** Makes whole bookings of so many stays of a market, for its guests 1 to `guests`; fewer where it has fewer stays. */
export async function makeBookings(client: pg.Client, bookings: number, guests: number): Promise<void> {
  const policy = { code: 'flexible', ...policyFor('flexible', 1) };
  const text = await readFile(`${import.meta.dirname}/bookings.sql`, 'utf8');
  await client.query(
    text
      .replaceAll(":'policy'", client.escapeLiteral(JSON.stringify(policy)))
      .replaceAll(':bookings', String(bookings))
      .replaceAll(':guests', String(guests)),
  );
}
