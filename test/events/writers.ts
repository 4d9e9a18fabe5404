import type pg from 'pg';
import type { PersonId } from '../../src/kernel/ids.ts';

/** What is told, and who may read it beside the operator. */
export interface Told {
  subject: string;
  guestId?: PersonId | undefined;
  hostId?: PersonId | undefined;
}

/** Inserts an event as `emit` does, and returns its subject. */
export async function insertEvent(
  query: (text: string, params: unknown[]) => Promise<unknown>,
  { subject, guestId, hostId }: Told,
): Promise<string> {
  await query(
    `insert into events (type, occurred_at, subject, guest_id, host_id, data)
     values ('account.created', now(), $1, $2, $3, '{}')`,
    [subject, guestId ?? null, hostId ?? null],
  );
  return subject;
}

/**
 * Tells of so many things in transactions of one to three, each open for a random while, so that they are committed in
 * another order than they have begun.
 */
export async function writeEvents(client: pg.Client, told: readonly Told[], random: () => number): Promise<void> {
  const waiting = [...told];
  while (waiting.length > 0) {
    await client.query('begin');
    for (const one of waiting.splice(0, 1 + Math.floor(random() * 3))) {
      await insertEvent((text, params) => client.query(text, params), one);
    }
    for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await client.query('select 1');
    await client.query(random() < 0.1 ? 'rollback' : 'commit');
  }
}
