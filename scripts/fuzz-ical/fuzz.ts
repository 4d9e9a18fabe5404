import { decideFeed, type FeedClosure } from '../../src/channels/decide-feed.ts';
import { MAX_EVENTS } from '../../src/channels/ical/components.ts';
import { type FeedEvent, type ParsedFeed, parseFeed } from '../../src/channels/ical/parse-feed.ts';
import {
  addDays,
  eachNight,
  isPlainDate,
  maxDate,
  minDate,
  type PlainDate,
  plainDate,
} from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { pick, seeded } from '../random.ts';
import { makeFeed } from './make-feed.ts';
import { cutOff, mutate } from './mutate.ts';

type FuzzResult = {
  cases: number;
  cutOff: number;
  /** Of the mutated feeds, those that were still taken for whole. */
  whole: number;
  /** Of those, how many freed nights, as what they say by then allows. */
  freeing: number;
  slowestMs: number;
  /** What went wrong, with the seed that makes it happen again. */
  failures: { seed: number; what: string }[];
};

const zones = ['America/New_York', 'Europe/Paris', 'Pacific/Kiritimati', 'UTC'];
const today = plainDate('2027-03-01');
const now = new Date('2027-03-01T12:00:00Z');
const never = { fetches: 0, since: null };

/** Reads and applies feeds that are each broken in other ways. The same seed makes the same cases. */
export function fuzzFeeds({ cases, seed }: { cases: number; seed: number }): FuzzResult {
  const result: FuzzResult = { cases, cutOff: 0, whole: 0, freeing: 0, slowestMs: 0, failures: [] };
  for (let number = 0; number < cases; number += 1) {
    const started = performance.now();
    try {
      runCase(seed + number, result);
    } catch (error) {
      result.failures.push({ seed: seed + number, what: error instanceof Error ? (error.stack ?? '') : String(error) });
    }
    result.slowestMs = Math.max(result.slowestMs, performance.now() - started);
  }
  return result;
}

function runCase(seed: number, result: FuzzResult): void {
  // Scrambled, or the cases of seeds that follow each other would be alike.
  const random = seeded(Math.imul(seed + 1, 0x9e3779b1));
  const timeZone = pick(zones, random);
  const read = (feed: Uint8Array) => parseFeed(feed, { timeZone, today });
  const good = makeFeed(random, today);
  const before = read(good);
  check(before.complete, 'a whole feed was not taken for whole');
  const closures = before.events.filter(({ end }) => end > today).map((event) => ({ ...event, id: newId('closure') }));

  const isCut = random() < 0.4;
  const broken = isCut ? cutOff(good, random) : mutate(good, random);
  const parsed = read(broken);
  checkShape(parsed);
  const after = apply(closures, parsed);
  const taken = nightsOf(after);
  const isFreeing = [...nightsOf(closures)].some((night) => !taken.has(night));
  if (isCut && !isLineEnd(good.subarray(broken.length))) {
    result.cutOff += 1;
    check(!parsed.complete, 'a feed that was cut off was taken for whole');
  }
  check(parsed.complete || !isFreeing, 'a feed that is not whole freed nights');
  const areClosed = [...nightsOf(parsed.events)].every((night) => taken.has(night));
  check(areClosed, 'an event was read and its nights were not closed');
  const again = decideFeed(after, parsed, never, { today, now });
  check(again.add.length + again.move.length + again.remove.length === 0, 'the same feed twice changed something');
  if (!isCut && parsed.complete) {
    result.whole += 1;
    if (isFreeing) result.freeing += 1;
  }
}

function checkShape({ events, unreadable }: ParsedFeed): void {
  check(events.length <= MAX_EVENTS, 'more events than may be');
  for (const { start, end } of events) {
    check(isPlainDate(start) && isPlainDate(end) && start < end, 'an event has no nights');
  }
  for (const uid of [...unreadable, ...events.map((event) => event.uid)]) {
    check(uid.length <= 255 && uid.isWellFormed() && !/\p{Cc}/u.test(uid), 'a UID cannot be stored');
  }
}

function apply(closures: readonly FeedClosure[], feed: ParsedFeed): FeedClosure[] {
  const { add, move, remove } = decideFeed(closures, feed, never, { today, now });
  const gone = new Set([...remove, ...move.map(([closure]) => closure)].map(({ id }) => id));
  return [
    ...closures.filter(({ id }) => !gone.has(id)),
    ...move.map(([{ id }, event]) => ({ ...event, id })),
    ...add.map((event) => ({ ...event, id: newId('closure') })),
  ];
}

// Only nights that can be booked: a mutated year would make many thousand others.
function nightsOf(events: readonly FeedEvent[]): Set<PlainDate> {
  const last = addDays(today, 800);
  return new Set(events.flatMap(({ start, end }) => eachNight(maxDate(start, today), minDate(end, last))));
}

function isLineEnd(rest: Uint8Array): boolean {
  return rest.every((byte) => byte === 0x0d || byte === 0x0a);
}

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
