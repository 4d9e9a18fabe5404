import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { booked, bookWith, hold, move, pay, quoteFor, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { HOUR, listingWithFeed, MINUTE, type Scene } from './scene.ts';

let h: Harness;
let feeds: Feeds;
let host: Person;
let guest: Person;
beforeAll(async () => {
  feeds = await startFeeds();
  h = await startHarness({ vars: { TEST_ORIGINS: feeds.url } });
  host = await createPerson(h);
  guest = await createPerson(h);
});
afterAll(async () => {
  await h.close();
  await feeds.close();
});

const sold = { uid: 'sold@stays.example', start: '2027-06-04', end: '2027-06-08' };
/** Has the feed fetched now, whenever it was last. */
async function refreshed({ ask, feedId }: Scene): Promise<void> {
  await h.sql('update calendar_feeds set asked_at = null, last_fetch_at = null where id = $1', [feedId]);
  await ask('POST', `/feeds/${feedId}/refresh`);
}

const stateOf = async (ask: (method: string, to: string) => Promise<{ body: { nights: { state: string }[] } }>) =>
  (await ask('GET', '/calendar?from=2027-06-04&to=2027-06-05')).body.nights[0]?.state;

describe('a channel that has sold a night which is booked here', () => {
  test('is told of once, cancels nothing, and keeps the night closed when the booking goes', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    const booking = await booked(h, guest, scene.listingId);
    await scene.poll([sold]);
    expect(await scene.events('calendar.conflict')).toEqual([
      {
        bookingId: booking.id,
        closureId: expect.any(String),
        feedId: scene.feedId,
        channel: 'airbnb',
        kind: 'booking',
        start: '2027-06-04',
        end: '2027-06-05',
      },
    ]);
    await scene.poll([{ ...sold, end: '2027-06-09' }]);
    await scene.poll();
    expect(await scene.events('calendar.conflict')).toHaveLength(1);
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'confirmed' });
    await move(h, guest, booking.id, 'cancel');
    await h.drainJobs();
    expect(await stateOf(scene.ask)).toBe('closed');
    await scene.poll([{ uid: 'other', start: '2027-09-01' }]);
    expect(await stateOf(scene.ask)).toBe('open');
  });

  test('is told of, and by mail, as well where the channel called it a block before', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    const { id } = await booked(h, guest, scene.listingId);
    const kinds = async () => (await scene.events('calendar.conflict')).map(({ kind }) => kind);
    const letters = () =>
      h.sql(
        `select from notifications join events on seq = occasion
         where kind = 'calendar-conflict' and notifications.state = 'sent' and data->>'bookingId' = $1`,
        [id],
      );
    await scene.poll([{ ...sold, summary: 'Not available' }]);
    expect(await kinds()).toEqual(['block']);
    await scene.poll([sold]);
    await scene.poll([{ ...sold, end: '2027-06-09' }]);
    expect(await kinds()).toEqual(['block', 'booking']);
    expect(await letters()).toHaveLength(1);
    await scene.poll([{ ...sold, summary: 'Not available' }]);
    expect(await kinds()).toEqual(['block', 'booking']);
  });

  test('is told of as well when the booking was only held as the closure came', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    const held = await hold(h, guest, scene.listingId);
    await scene.poll([sold], MINUTE);
    await scene.ask('POST', `/feeds/${scene.feedId}/refresh`);
    await h.drainJobs();
    expect(await scene.closed()).toHaveLength(1);
    expect(await scene.events('calendar.conflict')).toHaveLength(0);
    await pay(h, held);
    await h.drainJobs();
    await scene.poll();
    expect(await scene.events('calendar.conflict')).toHaveLength(1);
  });
});

describe('a request for a night that a channel sells before the host has answered', () => {
  test('cannot be accepted until the channel frees the night: it would be sold twice', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    await h.sql('update listings set instant_booking = false where id = $1', [scene.listingId]);
    const { id } = await booked(h, guest, scene.listingId);
    await scene.poll([sold]);
    expect(await move(h, host, id, 'accept')).toMatchObject({ status: 409, body: { code: 'nights-unavailable' } });
    expect(await see(h, guest, id)).toMatchObject({ state: 'requested', payment: { state: 'authorised' } });
    await scene.poll([{ ...sold, start: '2027-06-05' }]);
    expect((await move(h, host, id, 'accept')).status).toBe(200);
    await h.drainJobs();
    expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed' });
  });

  test('can be accepted where the channel, or the host, only closes the night', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    await h.sql('update listings set instant_booking = false where id = $1', [scene.listingId]);
    const { id } = await booked(h, guest, scene.listingId);
    await scene.poll([{ ...sold, summary: 'Not available' }]);
    await scene.ask('POST', '/closures', { start: sold.start, end: sold.end });
    expect((await move(h, host, id, 'accept')).status).toBe(200);
    await h.drainJobs();
  });
});

describe('a listing that is closed while guests are still to come', () => {
  test('has its feeds read until they have left: a night of a request, or of a booking, may be sold there', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    const { id: bookingId } = await booked(h, guest, scene.listingId);
    await h.sql('update listings set instant_booking = false where id = $1', [scene.listingId]);
    const asked = await booked(h, guest, scene.listingId, { checkIn: '2027-06-05', checkOut: '2027-06-07' });
    expect((await scene.ask('POST', '/close')).status).toBe(200);
    await scene.poll([sold]);
    expect(await move(h, host, asked.id, 'accept')).toMatchObject({ body: { code: 'nights-unavailable' } });
    expect(await scene.events('calendar.conflict')).toMatchObject([{ bookingId, kind: 'booking' }]);

    await move(h, host, asked.id, 'decline');
    await move(h, guest, bookingId, 'cancel');
    await h.drainJobs();
    const before = (await scene.feed()).lastFetchAt;
    await scene.poll([]);
    expect((await scene.feed()).lastFetchAt).toBe(before);
  });
});

describe('a guest and a channel that want the same night in the same moment', () => {
  test('never both have it untold: the guest is refused, or the host hears of it', async () => {
    for (let round = 0; round < 8; round += 1) {
      const scene = await listingWithFeed(h, feeds, host, []);
      const quote = await quoteFor(h, guest, scene.listingId);
      const [answer] = await Promise.all([
        bookWith(h, guest, quote.body.token),
        scene.poll([sold], 0),
        refreshed(scene),
      ]);
      await h.drainJobs();
      expect(await scene.closed()).toHaveLength(1);
      if (answer.status === 409) {
        expect(answer.body.code).toBe('nights-unavailable');
      } else {
        await pay(h, answer.body);
        await h.drainJobs();
        await scene.poll();
        expect(await scene.events('calendar.conflict')).toHaveLength(1);
      }
    }
  });
});

describe('a stale feed', () => {
  test('turns instant booking into a request, in the quote and for quotes that were given before', async () => {
    const scene = await listingWithFeed(h, feeds, host, []);
    feeds.serve(scene.path, '', { status: 500 });
    h.clock.advance(6 * HOUR - 5 * MINUTE);
    const before = await quoteFor(h, guest, scene.listingId);
    expect(before.body).toMatchObject({ mode: 'instant' });
    h.clock.advance(6 * MINUTE);
    const after = await quoteFor(h, guest, scene.listingId, { checkIn: '2027-07-01', checkOut: '2027-07-03' });
    expect(after).toMatchObject({ trips: 1, body: { mode: 'request' } });

    const answer = await bookWith(h, guest, before.body.token);
    expect(answer).toMatchObject({ status: 201, body: { mode: 'request' } });
    await pay(h, answer.body);
    await h.drainJobs();
    expect(await see(h, guest, answer.body.id)).toMatchObject({
      state: 'requested',
      mode: 'request',
      payment: { state: 'authorised' },
    });
    await scene.poll([]);
    expect(
      (await quoteFor(h, guest, scene.listingId, { checkIn: '2027-07-01', checkOut: '2027-07-03' })).body.mode,
    ).toBe('instant');
  });
});
