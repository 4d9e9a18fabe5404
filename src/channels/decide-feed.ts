import { comparePlainDates, maxDate, type PlainDate } from '../kernel/dates.ts';
import type { ClosureId } from '../kernel/ids.ts';
import { MAX_EVENTS } from './ical/components.ts';
import type { FeedEvent, ParsedFeed } from './ical/parse-feed.ts';
import { timers } from './timers.ts';

/** A closure that a feed made before. */
export type FeedClosure = FeedEvent & { id: ClosureId };

/** How often in a row, and since when, a feed that had events came without any. */
export type EmptySpell = { fetches: number; since: Date | null };

/** What a fetched feed changes: closures to write, to move (with what each becomes) and to take away. */
export type FeedChange = {
  add: FeedEvent[];
  move: [FeedClosure, FeedEvent][];
  remove: FeedClosure[];
  empty: EmptySpell;
  /** That the feed has as many closures as it may, and more was not added. */
  isFull?: boolean;
};

/** A closure and the event that it is; whatever has none is left over. */
type Matched = { pairs: [FeedClosure, FeedEvent][]; closures: FeedClosure[]; events: FeedEvent[] };

/**
 * What the feed changes of the closures that it made before. Nights that are over count for nothing: the same feed
 * twice changes nothing, nor does a block that always begins today.
 *
 * An event keeps its closure by its UID, however its dates move; a block whose UID changes with its dates, as those of
 * rolling windows do, keeps it by the nights that they share. Only a complete feed frees nights, and an empty one only
 * when it stays empty. One that is not complete adds none of the nights that are closed already under another UID, and no more
 * than fit in as many closures as a whole one can have, the first nights first: with others at each fetch they would be more
 * without end. An event that can't be read, or only in part, keeps all its closures as they are.
 * @param stored the feed's closures that end after today
 */
export function decideFeed(
  stored: readonly FeedClosure[],
  feed: ParsedFeed,
  history: EmptySpell,
  { today, now }: { today: PlainDate; now: Date },
): FeedChange {
  const closures = stored.filter(({ end }) => end > today);
  const events = feed.events.filter(({ end }) => end > today);
  const key = (event: FeedEvent) => JSON.stringify([event.uid, nightsKey(event, today)]);
  const exact = match({ pairs: [], closures, events }, key);
  const nothing: FeedChange = { add: [], move: [], remove: [], empty: { fetches: 0, since: null } };
  if (!feed.complete) {
    const { events: others } = match(exact, (event) => nightsKey(event, today));
    const add = others.slice(0, Math.max(0, MAX_EVENTS - closures.length));
    return { ...nothing, add, empty: history, isFull: add.length < others.length };
  }
  if (feed.isEmpty && closures.length > 0) {
    const empty = { fetches: history.fetches + 1, since: history.since ?? now };
    if (!isBelieved(empty, now)) return { ...nothing, empty };
  }
  const known = exact.closures.filter(({ uid }) => !feed.unreadable.includes(uid));
  const changed = match({ pairs: [], closures: known, events: exact.events }, ({ uid }) => uid || undefined);
  const left = matchNights(changed, today);
  return {
    ...nothing,
    add: left.events,
    move: left.pairs,
    remove: left.closures,
  };
}

/** What an event says of nights to come, whatever its UID. */
export function nightsKey({ kind, start, end }: FeedEvent, today: PlainDate): string {
  return JSON.stringify([kind, maxDate(start, today), end]);
}

function isBelieved({ fetches, since }: EmptySpell, now: Date): boolean {
  return since !== null && fetches >= timers.empty.fetches && now.getTime() - since.getTime() >= timers.empty.after;
}

/** Pairs closures and events of the same key, in the order of their nights; those without a key are left. */
function match({ pairs, closures, events }: Matched, keyOf: (event: FeedEvent) => string | undefined): Matched {
  const waiting = new Map<string, FeedClosure[]>();
  for (const closure of closures.toSorted(byNights)) {
    const key = keyOf(closure);
    if (key !== undefined) waiting.set(key, [...(waiting.get(key) ?? []), closure]);
  }
  const found: Matched['pairs'] = [];
  const left: FeedEvent[] = [];
  for (const event of events.toSorted(byNights)) {
    const closure = waiting.get(keyOf(event) ?? '')?.shift();
    if (closure === undefined) left.push(event);
    else found.push([closure, event]);
  }
  const taken = new Set(found.map(([{ id }]) => id));
  return { pairs: [...pairs, ...found], closures: closures.filter(({ id }) => !taken.has(id)), events: left };
}

/** Pairs what is the same nights under another UID, and blocks that overlap. */
function matchNights(matched: Matched, today: PlainDate): Matched {
  const same = match(matched, (event) => nightsKey(event, today));
  const result: Matched = { pairs: [...same.pairs], closures: [...same.closures], events: [] };
  for (const event of same.events) {
    const index = result.closures.findIndex((closure) => isRolled(closure, event));
    const [closure] = index === -1 ? [] : result.closures.splice(index, 1);
    if (closure === undefined) result.events.push(event);
    else result.pairs.push([closure, event]);
  }
  return result;
}

function isRolled(closure: FeedEvent, event: FeedEvent): boolean {
  return closure.kind === 'block' && event.kind === 'block' && closure.start < event.end && event.start < closure.end;
}

function byNights(a: FeedEvent, b: FeedEvent): number {
  return comparePlainDates(a.start, b.start) || comparePlainDates(a.end, b.end);
}
