import { isEventType, mistakeOfEvent } from '../../src/kernel/events.ts';
import type { Harness } from './world.ts';

/** What is wrong with the events of this world: each must carry what the contract says of its type, whoever wrote it. */
export async function mistakenEvents(h: Pick<Harness, 'sql'>): Promise<string[]> {
  const told = await h.sql<{ type: string; data: unknown }>('select distinct type, data from events');
  return told.flatMap(({ type, data }) =>
    isEventType(type) ? (mistakeOfEvent(type, data) ?? []) : [`${type} is no type of event`],
  );
}
