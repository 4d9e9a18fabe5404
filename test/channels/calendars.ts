/** Events of a calendar that is made up for a test; dates are `YYYY-MM-DD`. */
export type MadeEvent = { uid?: string; start: string; end?: string; summary?: string; more?: string[] };

/** A calendar as Airbnb writes them, of these events. */
export function calendar(events: readonly MadeEvent[]): string {
  return lines([
    'BEGIN:VCALENDAR',
    'PRODID:-//Stays Inc//Hosting Calendar 1.0//EN',
    'CALSCALE:GREGORIAN',
    'VERSION:2.0',
    ...events.flatMap(event),
    'END:VCALENDAR',
  ]);
}

/** A calendar with these lines in its only event. */
export function calendarOf(...inEvent: string[]): string {
  return lines(['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', ...inEvent, 'END:VEVENT', 'END:VCALENDAR']);
}

export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join('');
}

function event({ uid, start, end, summary = 'Reserved', more = [] }: MadeEvent): string[] {
  const date = (text: string) => text.replaceAll('-', '');
  return [
    'BEGIN:VEVENT',
    'DTSTAMP:20270301T120000Z',
    `DTSTART;VALUE=DATE:${date(start)}`,
    ...(end === undefined ? [] : [`DTEND;VALUE=DATE:${date(end)}`]),
    `SUMMARY:${summary}`,
    ...(uid === undefined ? [] : [`UID:${uid}`]),
    ...more,
    'END:VEVENT',
  ];
}
