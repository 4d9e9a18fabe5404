import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fetchLimits } from '../../src/channels/fetch-feed.ts';
import { MAX_EVENTS } from '../../src/channels/ical/components.ts';
import { parseFeed } from '../../src/channels/ical/parse-feed.ts';
import { timers } from '../../src/channels/timers.ts';
import { plainDate } from '../../src/kernel/dates.ts';

const text = readFileSync('docs/calendar-feeds.md', 'utf8');

test('the example of docs/calendar-feeds.md is read as its table says', () => {
  const [, example = ''] = /```ics\n(.*?)```/s.exec(text) ?? [];
  const rows = [...text.matchAll(/^\| (\d) \| (\S+) \| (\S+) \| (\w+) \|/gm)];
  const { events, problems, complete } = parseFeed(new TextEncoder().encode(example), {
    timeZone: 'America/New_York',
    today: plainDate('2027-03-01'),
  });
  expect(events).toEqual(
    rows.map(([, event, start, end, kind]) => ({ uid: `${event}@channel.example`, start, end, kind })),
  );
  expect({ problems, complete }).toEqual({ problems: ['invalid-date'], complete: true });
});

test('the numbers of docs/calendar-feeds.md are those of the code', () => {
  expect(fetchLimits).toEqual({ milliseconds: 15_000, bytes: 5 * 1024 * 1024, redirects: 3 });
  expect(MAX_EVENTS).toBe(2_000);
  expect(timers).toMatchObject({
    poll: 30 * 60_000,
    backOff: 2 * 3_600_000,
    stale: 6 * 3_600_000,
    empty: { after: 6 * 3_600_000, fetches: 3 },
    history: 30 * 86_400_000,
  });
});
