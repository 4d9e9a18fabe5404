import { isEventType, mistakeOfEvent } from '../../src/kernel/events.ts';
import type { Harness } from './world.ts';

/** What is wrong with the events of this world: each must carry what the contract says of its type, whoever wrote it. */
export async function mistakenEvents(h: Pick<Harness, 'sql'>): Promise<string[]> {
  const told = await h.sql<{ type: string; data: unknown }>('select distinct type, data from events');
  return told.flatMap(({ type, data }) =>
    isEventType(type) ? (mistakeOfEvent(type, data) ?? []) : [`${type} is no type of event`],
  );
}

/** What has happened to it, by type, in order. */
export async function eventsOf(h: Pick<Harness, 'sql'>, subject: string): Promise<string[]> {
  const events = await h.sql<{ type: string }>('select type from events where subject = $1 order by id', [subject]);
  return events.map(({ type }) => type);
}
