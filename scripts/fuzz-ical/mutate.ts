import { pick, type Random } from '../random.ts';
import { below } from './below.ts';

type Mutation = (feed: Uint8Array, random: Random) => Uint8Array;

/** The feed after a few things have gone wrong with it. */
export function mutate(feed: Uint8Array, random: Random): Uint8Array {
  let mutated = feed;
  for (let left = 1 + below(random, 5); left > 0; left -= 1) mutated = pick(mutations, random)(mutated, random);
  return mutated;
}

/** The feed as a connection that breaks leaves it. */
export function cutOff(feed: Uint8Array, random: Random): Uint8Array {
  return feed.subarray(0, below(random, feed.length));
}

const snippets = [
  'BEGIN:VCALENDAR\r\n',
  'END:VCALENDAR\r\n',
  'BEGIN:VEVENT\r\n',
  'END:VEVENT\r\n',
  'BEGIN:VALARM\r\n',
  'DTSTART:20261399\r\n',
  'DTSTART;TZID="Nowhere/At all":20270401T250000\r\n',
  'DTEND;VALUE=DATE:00000000\r\n',
  'DURATION:P99999W\r\n',
  'RRULE:FREQ=DAILY\r\n',
  'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=999999\r\n',
  'RRULE:FREQ=MONTHLY;INTERVAL=0;BYDAY=99XX\r\n',
  'EXDATE:20270401,,99999999\r\n',
  'RECURRENCE-ID:20270401\r\n',
  'UID:\u0000\u0007\uFFFF\r\n',
  'UID:same\r\n',
  '<html><body>502 Bad Gateway</body></html>\r\n',
  '\uFEFF',
  '\r\n ',
  ':;="',
];

const mutations: readonly Mutation[] = [
  cutOff,
  // A stretch is lost.
  (feed, random) => {
    const from = below(random, feed.length + 1);
    return joined(feed.subarray(0, from), feed.subarray(from + below(random, 80)));
  },
  // A stretch comes twice, somewhere.
  (feed, random) => {
    const from = below(random, feed.length + 1);
    const stretch = feed.slice(from, from + below(random, 400));
    return inserted(feed, below(random, feed.length + 1), stretch);
  },
  // What has no business there, or not there.
  (feed, random) => inserted(feed, below(random, feed.length + 1), new TextEncoder().encode(pick(snippets, random))),
  (feed, random) => {
    const bytes = Uint8Array.from({ length: below(random, 20) }, () => below(random, 256));
    return inserted(feed, below(random, feed.length + 1), bytes);
  },
  // A byte becomes another: any, or a digit another digit.
  (feed, random) => replaced(feed, below(random, feed.length + 1), below(random, 256)),
  (feed, random) => {
    const digits = [...feed.keys()].filter((at) => isDigit(feed[at] ?? 0));
    return replaced(feed, digits[below(random, digits.length)] ?? 0, 0x30 + below(random, 10));
  },
  // A line is lost, or two change places.
  (feed, random) => {
    const lines = linesOf(feed);
    lines.splice(below(random, lines.length), 1);
    return joined(...lines);
  },
  (feed, random) => {
    const lines = linesOf(feed);
    const [one, other] = [below(random, lines.length), below(random, lines.length)];
    const [first = new Uint8Array(), second = new Uint8Array()] = [lines[one], lines[other]];
    lines[one] = second;
    lines[other] = first;
    return joined(...lines);
  },
  (feed) => joined(feed, feed),
  () => new Uint8Array(),
];

function inserted(feed: Uint8Array, at: number, what: Uint8Array): Uint8Array {
  return joined(feed.subarray(0, at), what, feed.subarray(at));
}

function replaced(feed: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = feed.slice();
  copy[at] = byte;
  return copy;
}

function linesOf(feed: Uint8Array): Uint8Array[] {
  const ends = [...feed.keys()].filter((at) => feed[at] === 0x0a);
  return [0, ...ends.map((at) => at + 1)].map((from, index) => feed.subarray(from, (ends[index] ?? feed.length) + 1));
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
