import type { PlainDate } from '../../kernel/dates.ts';
import { isId } from '../../kernel/ids.ts';
import type { EventKind } from './parse-feed.ts';

/** Nights `[start, end)` that other channels are told of; `id` is of the booking, the closure or the nights out of season, and nothing more is. */
export type ExportedNights = { id: string; kind: EventKind; start: PlainDate; end: PlainDate };

const SUMMARIES: Readonly<Record<EventKind, string>> = { booking: 'Reserved', block: 'Not available' };

/**
 * The nights as an iCalendar text (RFC 5545).
 * @param host makes the UIDs unique in the world
 */
export function writeCalendar(nights: readonly ExportedNights[], { host, now }: { host: string; now: Date }): string {
  const stamp = `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Innkeep//Calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...nights.flatMap(({ id, kind, start, end }) => [
      'BEGIN:VEVENT',
      `UID:${uidOf(id, host)}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${start.replaceAll('-', '')}`,
      `DTEND;VALUE=DATE:${end.replaceAll('-', '')}`,
      `SUMMARY:${SUMMARIES[kind]}`,
      'TRANSP:OPAQUE',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** The id under which we have told of the nights of an event, where its UID is one of ours. */
export function idOfUid(uid: string, host: string): string | undefined {
  const id = uid.slice(0, uid.indexOf('@'));
  const isOurs = (isId('booking', id) || isId('closure', id)) && uid === uidOf(id, host);
  return isOurs ? id : undefined;
}

function uidOf(id: string, host: string): string {
  return `${id}@${host}`;
}

// 75 octets a line, the space of a fold counted; these are ASCII.
function folded(line: string): string {
  return line.length <= 75 ? line : `${line.slice(0, 75)}\r\n${folded(` ${line.slice(75)}`)}`;
}
