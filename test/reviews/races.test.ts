import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, tokenFor } from '../harness/people.ts';
import { createStay, guestReview, hostReview, misrated, review, reviewsOf, stayed } from './scene.ts';

const START = '2027-03-04T12:00:00.000Z';
/** When the stays of the scene can be reviewed no more. */
const END = '2027-03-17T15:00:00.000Z';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ start: START });
});
afterEach(async () => {
  h.qstash.disturb({});
  h.clock.set(END);
  h.clock.advance(2 * 3_600_000);
  await h.drainJobs();
  h.clock.set(START);
  expect(await misrated(h)).toEqual([]);
  expect(await toldTwice()).toEqual([]);
});
afterAll(() => h.close());

const toldTwice = () =>
  h.sql(`select subject, type, count(*) from events where type = 'review.published'
    group by subject, type having count(*) > 1`);

/** Resolves once so many statements wait for a lock. */
const waitingFor = (statements: number) =>
  expect
    .poll(() =>
      h.sql(`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`),
    )
    .toEqual([{ n: statements }]);

const publishedOf = async (bookingId: string) =>
  h.sql<{ side: string; told: number }>(
    `select side, (select count(*)::int from events where subject = reviews.id and type = 'review.published') as told
     from reviews where booking_id = $1 and state = 'published' order by side`,
    [bookingId],
  );
const bothOnce = [
  { side: 'guest', told: 1 },
  { side: 'host', told: 1 },
];

describe('at the same moment', () => {
  test('guest and host review the same stay: both are published, once', async () => {
    const { host, guest, listingId } = await stayed(h);
    for (let round = 0; round < 10; round += 1) {
      const bookingId = await createStay(h, { host, guest, listingId });
      const answers = await Promise.all([
        review(h, guest, bookingId, guestReview((round % 5) + 1)),
        review(h, host, bookingId, hostReview()),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(answers.map(({ body }) => body.state).toSorted()).toEqual(['published', 'submitted']);
      expect(await publishedOf(bookingId)).toEqual(bothOnce);
    }
    expect((await h.api('GET', `/v1/listings/${listingId}`)).body).toMatchObject({ rating: 3, reviewCount: 10 });
  });

  test('one person reviews in ten tabs: one review', async () => {
    const { guest, bookingId } = await stayed(h);
    const answers = await Promise.all(Array.from({ length: 10 }, () => review(h, guest, bookingId, guestReview())));
    expect(answers.map(({ status, body }) => body.code ?? status).toSorted()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 'review-exists'),
    ]);
  });

  test('the second review is written and the time is up: whoever has the listing first decides, once', async () => {
    for (const first of ['review', 'timer'] as const) {
      const { host, guest, bookingId, listingId } = await stayed(h);
      await review(h, guest, bookingId, guestReview());
      h.clock.set(END);
      const token = await tokenFor(h, host);
      await h.worker.runCron('* * * * *', h.clock.now());
      const rival = new pg.Client({ connectionString: h.vars.DATABASE_URL });
      await rival.connect();
      await rival.query('begin');
      await rival.query('select from listings where id = $1 for no key update', [listingId]);

      const steps = {
        review: () => {
          // The request came a moment before the end.
          h.clock.advance(-1);
          return h.api('POST', `/v1/bookings/${bookingId}/reviews`, { token, body: hostReview() });
        },
        timer: () => {
          h.clock.set(END);
          return h.qstash.drain().then(() => undefined);
        },
      };
      const before = steps[first]();
      await waitingFor(1);
      const after = steps[first === 'review' ? 'timer' : 'review']();
      await waitingFor(2);
      await rival.query('commit');
      await rival.end();

      const [answer] = (await Promise.all([before, after])).filter((each) => each !== undefined);
      const told = await publishedOf(bookingId);
      expect([first, answer?.body.code ?? answer?.status, told]).toEqual(
        first === 'review' ? [first, 201, bothOnce] : [first, 'not-reviewable', [{ side: 'guest', told: 1 }]],
      );
      h.clock.set(START);
    }
  });

  test('a review is changed and published: what is shown is what its author was told', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { host, guest, bookingId } = await stayed(h);
      const { body } = await review(h, guest, bookingId, guestReview(1));
      const token = await tokenFor(h, guest);
      const [edited] = await Promise.all([
        h.api('PUT', `/v1/reviews/${body.id}`, { token, body: guestReview(5) }),
        review(h, host, bookingId, hostReview()),
      ]);
      const { received } = (await reviewsOf(h, host, bookingId)).body;
      expect([edited.status, received.overall]).toEqual(edited.status === 200 ? [200, 5] : [409, 1]);
    }
  });

  test('reviews of different stays at listings of one host are published: none is missing in any average', async () => {
    const host = await createPerson(h);
    const listings = await Promise.all(Array.from({ length: 3 }, () => createListing(h, host)));
    const guests = await Promise.all(Array.from({ length: 4 }, () => createPerson(h)));
    const stays = await Promise.all(
      listings.flatMap((listingId) =>
        guests.map(async (guest) => ({ guest, bookingId: await createStay(h, { host, guest, listingId }) })),
      ),
    );
    await Promise.all(stays.map(({ bookingId }) => review(h, host, bookingId, hostReview(4))));
    const answers = await Promise.all(stays.map(({ guest, bookingId }) => review(h, guest, bookingId, guestReview(2))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await h.api('GET', `/v1/people/${host.id}/ratings`)).body.asHost).toMatchObject({
      reviewCount: 12,
      overall: 2,
    });
  });
});

test('jobs that come twice and in any order publish each review once', async () => {
  h.qstash.disturb({ duplicates: true, shuffle: Math.random });
  const scenes = await Promise.all(Array.from({ length: 8 }, () => stayed(h)));
  for (const [index, { guest, host, bookingId }] of scenes.entries()) {
    await review(h, guest, bookingId, guestReview());
    if (index % 2 === 0) await review(h, host, bookingId, hostReview());
  }
  h.clock.set(END);
  for (let round = 0; round < 3; round += 1) {
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.qstash.drain();
    // As if the queue had delivered them again much later.
    await h.sql(`update jobs set done_at = null, published_at = null where kind = 'publish-reviews'`);
  }
  await h.drainJobs();
  for (const [index, { bookingId }] of scenes.entries()) {
    expect(await publishedOf(bookingId)).toEqual(index % 2 === 0 ? bothOnce : bothOnce.slice(0, 1));
  }
});

const anAct = fc.record({
  kind: fc.constantFrom('guest', 'guest', 'guest', 'host', 'host', 'edit', 'remove', 'time-up'),
  stay: fc.nat(5),
  score: fc.integer({ min: 1, max: 5 }),
  /** Whether it is waited for, or happens beside the next one. */
  alone: fc.boolean(),
});

test('whatever is written, changed, published and removed, beside one another: ratings are what the published reviews say', async () => {
  const support = await createPerson(h, { roles: ['support'] });
  await fc.assert(
    fc.asyncProperty(fc.array(anAct, { minLength: 16, maxLength: 24 }), async (acts) => {
      const [host, otherHost] = [await createPerson(h), await createPerson(h)];
      const [guest, otherGuest] = [await createPerson(h), await createPerson(h)];
      const [one, two] = [await createListing(h, host), await createListing(h, host)];
      const three = await createListing(h, otherHost);
      const cast = [
        { host, guest, listingId: one },
        { host, guest: otherGuest, listingId: one },
        { host, guest, listingId: two },
        { host, guest: otherGuest, listingId: two },
        { host: otherHost, guest, listingId: three },
        // Hosts travel, too.
        { host: otherHost, guest: host, listingId: three },
      ];
      const stays = await Promise.all(cast.map(async (scene) => ({ ...scene, bookingId: await createStay(h, scene) })));
      const idOf = async (bookingId: string) =>
        (await h.sql<{ id: string }>(`select id from reviews where booking_id = $1 order by side`, [bookingId]))[0]?.id;
      const act = async ({ kind, stay: index, score }: (typeof acts)[number]) => {
        const stay = stays[index];
        if (stay === undefined) return;
        if (kind === 'time-up') {
          await h.sql(`update jobs set run_at = $1 where kind = 'publish-reviews' and done_at is null`, [
            new Date(START),
          ]);
          return;
        }
        if (kind === 'guest' || kind === 'host') {
          const input = kind === 'guest' ? guestReview(score, { value: 6 - score }) : hostReview(score);
          expect([201, 409]).toContain((await review(h, stay[kind], stay.bookingId, input)).status);
          return;
        }
        const id = await idOf(stay.bookingId);
        if (id === undefined) return;
        const answer =
          kind === 'remove'
            ? await h.api('POST', `/v1/reviews/${id}/remove`, { token: support.token, body: { reason: 'Because.' } })
            : await h.api('PUT', `/v1/reviews/${id}`, {
                token: await tokenFor(h, stay.guest),
                body: guestReview(score),
              });
        expect([200, 204, 404, 409, 422]).toContain(answer.status);
      };
      let beside: Promise<void>[] = [];
      for (const each of acts) {
        beside.push(act(each));
        if (!each.alone) continue;
        await Promise.all(beside);
        beside = [];
        expect(await misrated(h)).toEqual([]);
      }
      await Promise.all(beside);
      expect(await misrated(h)).toEqual([]);
    }),
    { numRuns: 4 },
  );
});
