import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideFeed, type EmptySpell, type FeedClosure } from '../../src/channels/decide-feed.ts';
import type { EventKind, FeedEvent, ParsedFeed } from '../../src/channels/ical/parse-feed.ts';
import { addDays, eachNight, plainDate } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';

const today = plainDate('2027-03-01');
const now = new Date('2027-03-01T12:00:00Z');
const never: EmptySpell = { fetches: 0, since: null };

function event(uid: string, start: string, end: string, kind: EventKind = 'booking'): FeedEvent {
  return { uid, kind, start: plainDate(start), end: plainDate(end) };
}

function feedOf(events: FeedEvent[], more: Partial<ParsedFeed> = {}): ParsedFeed {
  return { complete: true, isEmpty: events.length === 0, events, unreadable: [], problems: [], ...more };
}

const stored = (...events: FeedEvent[]): FeedClosure[] => events.map((each) => ({ ...each, id: newId('closure') }));
const decide = (closures: FeedClosure[], feed: ParsedFeed, history = never, at = now) =>
  decideFeed(closures, feed, history, { today, now: at });

/** The closures as they are once the feed has been applied. */
function applied(closures: readonly FeedClosure[], feed: ParsedFeed): FeedClosure[] {
  const { add, move, remove } = decideFeed(closures, feed, never, { today, now });
  const gone = new Set([...remove.map(({ id }) => id), ...move.map(([{ id }]) => id)]);
  const kept = closures.filter(({ id }) => !gone.has(id));
  return [...kept, ...move.map(([{ id }, to]) => ({ ...to, id })), ...stored(...add)];
}

const nightsOf = (events: readonly FeedEvent[]) =>
  new Set(events.flatMap(({ start, end }) => eachNight(start, end)).filter((night) => night >= today));

const a = event('a', '2027-05-01', '2027-05-04');
const b = event('b', '2027-05-10', '2027-05-12');

describe('a whole feed', () => {
  test('adds what is new, moves by UID, and removes what is gone', () => {
    const closures = stored(a, b);
    const moved = event('a', '2027-06-01', '2027-06-03');
    const added = event('c', '2027-07-01', '2027-07-02');
    expect(decide(closures, feedOf([added, moved]))).toEqual({
      add: [added],
      move: [[closures[0], moved]],
      remove: [closures[1]],
      empty: never,
    });
  });

  test('keeps apart what shares a UID: each keeps its closure', () => {
    const closures = stored(event('s', '2027-05-01', '2027-05-03'), event('s', '2027-06-01', '2027-06-03'));
    const [first, second] = closures;
    const change = decide(
      closures,
      feedOf([event('s', '2027-06-01', '2027-06-03'), event('s', '2027-05-02', '2027-05-04')]),
    );
    expect(change).toMatchObject({ add: [], remove: [], move: [[first, { start: '2027-05-02' }]] });
    expect(decide(closures, feedOf([event('s', '2027-06-01', '2027-06-03')])).remove).toEqual([first]);
    expect(second).toBeDefined();
  });

  test('knows an event without UID by its nights', () => {
    const closures = stored(event('', '2027-05-01', '2027-05-03'), event('', '2027-06-01', '2027-06-03'));
    const change = decide(closures, feedOf([event('', '2027-06-01', '2027-06-03')]));
    expect(change).toMatchObject({ add: [], move: [], remove: [{ start: '2027-05-01' }] });
  });

  test('takes the same nights under another UID for the same', () => {
    const closures = stored(a);
    const renamed = { ...a, uid: 'z' };
    expect(decide(closures, feedOf([renamed]))).toMatchObject({ add: [], remove: [], move: [[closures[0], renamed]] });
  });

  test('keeps a rolling block, of other UID and dates each day, one closure', () => {
    const closures = stored(event('w1', '2027-09-01', '2028-03-01', 'block'));
    const rolled = event('w2', '2027-09-02', '2028-03-02', 'block');
    expect(decide(closures, feedOf([rolled]))).toMatchObject({ add: [], remove: [], move: [[closures[0], rolled]] });
  });

  test('does not take one guest’s booking for another’s because they overlap', () => {
    const closures = stored(event('x', '2027-05-01', '2027-05-05'));
    const other = event('y', '2027-05-04', '2027-05-08');
    expect(decide(closures, feedOf([other]))).toMatchObject({ add: [other], move: [], remove: closures });
  });

  test('changes nothing by nights that are over', () => {
    const closures = stored(event('w', '2027-02-20', '2027-12-01', 'block'), event('old', '2027-02-01', '2027-03-01'));
    const feed = feedOf([event('w', '2027-03-01', '2027-12-01', 'block'), event('past', '2027-01-01', '2027-01-03')]);
    expect(decide(closures, feed)).toEqual({ add: [], move: [], remove: [], empty: never });
  });

  test('keeps the closures of an event that is there but cannot be read', () => {
    const closures = stored(a, b, event('r', '2027-08-01', '2027-08-03', 'block'));
    const feed = feedOf([event('n', '2027-08-02', '2027-08-09', 'block')], { unreadable: ['a', 'r'] });
    expect(decide(closures, feed)).toMatchObject({ add: [{ uid: 'n' }], move: [], remove: [{ uid: 'b' }] });
  });

  test('adds once what is read of an event in part, and keeps what that had until it is read whole', () => {
    const moved = event('a', '2027-06-01', '2027-06-03');
    const part = feedOf([moved], { unreadable: ['a'] });
    expect(decide(stored(a), part)).toMatchObject({ add: [moved], move: [], remove: [] });
    const both = applied(stored(a), part);
    expect(decide(both, part)).toMatchObject({ add: [], move: [], remove: [] });
    expect(decide(both, feedOf([moved]))).toMatchObject({ add: [], move: [], remove: [a] });
  });
});

describe('an empty feed', () => {
  const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

  test('frees its nights after three whole fetches over at least six hours', () => {
    const closures = stored(a);
    const first = decide(closures, feedOf([]));
    expect(first).toMatchObject({ remove: [], empty: { fetches: 1, since: now } });
    const second = decide(closures, feedOf([]), first.empty, hours(5));
    expect(second).toMatchObject({ remove: [], empty: { fetches: 2, since: now } });
    expect(decide(closures, feedOf([]), second.empty, hours(5.99)).remove).toEqual([]);
    expect(decide(closures, feedOf([]), second.empty, hours(6))).toMatchObject({ remove: closures, empty: never });
    expect(decide(closures, feedOf([]), first.empty, hours(48)).remove).toEqual([]);
  });

  test('is counted anew once it had an event, and not by what came in part', () => {
    const spell = { fetches: 2, since: now };
    expect(decide(stored(a), feedOf([a]), spell).empty).toEqual(never);
    expect(decide(stored(a), feedOf([], { complete: false }), spell, hours(9))).toMatchObject({
      remove: [],
      empty: spell,
    });
    expect(decide([], feedOf([]), never).empty).toEqual(never);
  });

  test('is not one that only holds cancelled events: those say what is free', () => {
    expect(decide(stored(a), feedOf([], { isEmpty: false })).remove).toHaveLength(1);
  });
});

describe('whatever feeds come', () => {
  const anyEvent = fc
    .record({
      uid: fc.constantFrom('', 'a', 'b', 'c', 'd'),
      kind: fc.constantFrom<EventKind>('booking', 'block'),
      start: fc.integer({ min: -5, max: 40 }),
      length: fc.integer({ min: 1, max: 12 }),
    })
    .map(({ uid, kind, start, length }) => ({
      uid,
      kind,
      start: addDays(today, start),
      end: addDays(today, start + length),
    }));
  const anyUids = fc.subarray(['a', 'b', 'c', 'd']);
  const anyEvents = fc.uniqueArray(anyEvent, { maxLength: 8, selector: (each) => JSON.stringify(each) });

  test('the same one twice changes nothing the second time', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, fc.boolean(), anyUids, (before, after, complete, unreadable) => {
        const feed = feedOf(after, { complete, isEmpty: false, unreadable });
        const once = applied(stored(...before), feed);
        expect(decide(once, feed)).toMatchObject({ add: [], move: [], remove: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test('a whole one closes just the nights that it names, a part of it never frees any', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (before, after) => {
        const closures = stored(...before);
        expect(nightsOf(applied(closures, feedOf(after, { isEmpty: false })))).toEqual(nightsOf(after));
        const part = applied(closures, feedOf(after, { complete: false }));
        expect(nightsOf(part)).toEqual(nightsOf([...before, ...after]));
      }),
      { numRuns: 1000 },
    );
  });

  test('an event that is read in part frees none of its nights', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, anyUids, (before, after, unreadable) => {
        const kept = before.filter(({ uid }) => unreadable.includes(uid));
        const feed = feedOf(after, { isEmpty: false, unreadable });
        expect(nightsOf(applied(stored(...before), feed))).toEqual(nightsOf([...kept, ...after]));
      }),
      { numRuns: 1000 },
    );
  });
});
