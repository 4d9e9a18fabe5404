import { type Property, readProperty, unfoldedLines } from './lines.ts';

/** An event as it stands in the feed: its properties by name. */
export type RawEvent = ReadonlyMap<string, readonly Property[]>;

export type Components = {
  events: RawEvent[];
  /** Whether every part that was begun was also ended, in order: nothing was cut off at the end or torn out. */
  isWhole: boolean;
  /** Whether there is a calendar at all. */
  isCalendar: boolean;
  junkLines: number;
};

/** The events of a feed that are there from beginning to end. Whatever else is in it is passed over. */
export function readComponents(feed: Uint8Array): Components {
  const found: Components = { events: [], isWhole: true, isCalendar: false, junkLines: 0 };
  const open: string[] = [];
  let event = new Map<string, Property[]>();

  function begin(component: string) {
    const parent = open.at(-1);
    if (component === 'VCALENDAR') found.isCalendar = true;
    if ((component === 'VCALENDAR') !== (parent === undefined)) found.isWhole = false;
    if (component === 'VEVENT') {
      // The event before was never ended.
      if (parent === 'VEVENT') {
        found.isWhole = false;
        open.pop();
      }
      event = new Map();
    }
    open.push(component);
  }

  function end(component: string) {
    const begun = open.lastIndexOf(component);
    if (begun !== open.length - 1 || begun === -1) found.isWhole = false;
    else if (component === 'VEVENT') found.events.push(event);
    if (begun !== -1) open.length = begun;
  }

  for (const line of unfoldedLines(feed)) {
    const property = readProperty(line);
    if (property === undefined) {
      if (line.trim() !== '') found.junkLines += 1;
    } else if (property.name === 'BEGIN') {
      begin(property.value.toUpperCase());
    } else if (property.name === 'END') {
      end(property.value.toUpperCase());
    } else if (open.at(-1) === 'VEVENT') {
      const same = event.get(property.name);
      if (same === undefined) event.set(property.name, [property]);
      else same.push(property);
    }
  }
  found.isWhole &&= found.isCalendar && open.length === 0;
  return found;
}
