import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../harness/api.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, showFace, tokenFor } from '../harness/people.ts';
import { done } from '../suspensions/scene.ts';
import { createStay, guestReview, hostReview, misrated, review, reviewsOf, type Scene, stayed } from './scene.ts';

/** A day after the stays of the scene. */
const START = '2027-03-04T12:00:00.000Z';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ start: START });
});
afterAll(async () => {
  expect(await misrated(h)).toEqual([]);
  await h.close();
});

/** A stay that both have reviewed, with both reviews. */
async function published(overall = 5, given: Partial<Scene> = {}) {
  const scene = await stayed(h, given);
  const byHost = await review(h, scene.host, scene.bookingId, hostReview());
  const byGuest = await review(h, scene.guest, scene.bookingId, guestReview(overall));
  return { ...scene, byGuest: byGuest.body, byHost: byHost.body };
}

test('a list of reviews shows who has written them, and a listing whose it is, by their pictures', async () => {
  const { guest, host, listingId, bookingId } = await stayed(h);
  const faces = { guest: await showFace(h, guest), host: await showFace(h, host) };
  const written = await review(h, guest, bookingId, guestReview());
  expect(written).toMatchObject({ status: 201, body: { author: { avatarUrl: faces.guest } } });
  await review(h, host, bookingId, hostReview());
  const { body } = await h.api('GET', `/v1/listings/${listingId}/reviews`);
  expect(body.data).toMatchObject([{ author: { id: guest.id, avatarUrl: faces.guest } }]);
  const shown = await h.api('GET', `/v1/listings/${listingId}`);
  expect(shown.body.host).toMatchObject({ id: host.id, avatarUrl: faces.host });
  await done(h, 'suspend', guest);
  const after = await h.api('GET', `/v1/listings/${listingId}/reviews`);
  expect(after.body.data).toMatchObject([{ author: { id: guest.id, avatarUrl: null } }]);
});

describe('a review of a stay that is over', () => {
  test('is kept from the other side, and from everybody, until both are in; then both are published at once', async () => {
    const { host, guest, bookingId, listingId } = await stayed(h);
    const first = await review(h, guest, bookingId, guestReview(4));
    expect(first).toMatchObject({
      status: 201,
      trips: 2,
      body: { state: 'submitted', by: 'guest', publishedAt: null },
    });
    const unseen = await reviewsOf(h, host, bookingId);
    expect(unseen).toMatchObject({ status: 200, trips: 1, body: { own: null, received: null } });
    expect((await h.api('GET', `/v1/listings/${listingId}/reviews`)).body.data).toEqual([]);
    const [told] = await h.sql('select guest_id, host_id from events where subject = $1', [first.body.id]);
    expect(told).toEqual({ guest_id: guest.id, host_id: null });

    const second = await review(h, host, bookingId, hostReview());
    expect(second).toMatchObject({ status: 201, trips: 2, body: { state: 'published', by: 'host' } });
    expect((await reviewsOf(h, host, bookingId)).body).toMatchObject({
      own: { id: second.body.id, state: 'published' },
      received: { id: first.body.id, overall: 4, privateNote: 'The shower drips a little.' },
    });
    expect((await reviewsOf(h, guest, bookingId)).body.received).toMatchObject({ privateNote: 'Come back.' });
    const shown = await h.api('GET', `/v1/listings/${listingId}/reviews`);
    expect(shown).toMatchObject({ trips: 1, body: { data: [{ id: first.body.id, stayedFrom: '2027-03-01' }] } });
    expect(shown.text).not.toContain('drips');
    for (const { id } of [first.body, second.body]) {
      expect(await eventsOf(h, id)).toEqual(['review.submitted', 'review.published']);
    }
  });

  test('is published alone when the time is up, and then the other side can review no more', async () => {
    const { host, guest, bookingId } = await stayed(h, { columns: { check_out: '2027-03-04', check_out_by: '00:00' } });
    const { body } = await review(h, host, bookingId, hostReview());
    h.clock.set('2027-03-18T03:59:59.000Z');
    await h.drainJobs();
    expect((await reviewsOf(h, guest, bookingId)).body.received).toBeNull();
    h.clock.set('2027-03-18T04:00:00.000Z');
    expect((await review(h, guest, bookingId, guestReview())).body).toMatchObject({
      code: 'not-reviewable',
      detail: 'It could be reviewed until 2027-03-18T04:00:00.000Z.',
    });
    await h.drainJobs();
    expect((await reviewsOf(h, guest, bookingId)).body.received).toMatchObject({ id: body.id });
    h.clock.set(START);
    // A request from before the end, decided after it: what was published may have been read.
    expect((await review(h, guest, bookingId, guestReview())).body.code).toBe('not-reviewable');
  });

  test('cannot be written before check-out, nor of a stay that never was, nor by anybody else, nor twice', async () => {
    const early = await stayed(h, {
      columns: { state: 'confirmed', check_out: '2027-03-09', ended_at: null, ended_by: null },
    });
    expect((await review(h, early.guest, early.bookingId, guestReview())).body).toMatchObject({
      code: 'not-reviewable',
      detail: 'It can be reviewed from 2027-03-09T16:00:00.000Z.',
    });
    const never = await stayed(h, { columns: { state: 'cancelled', ended_at: '2027-02-28T12:00:00Z', refund: '{}' } });
    expect((await review(h, never.guest, never.bookingId, guestReview())).body.code).toBe('not-reviewable');
    expect((await reviewsOf(h, never.guest, never.bookingId)).body.window).toBeNull();
    const { guest, bookingId } = await stayed(h);
    expect((await review(h, await createPerson(h), bookingId, guestReview())).status).toBe(404);
    expect((await review(h, guest, bookingId, guestReview())).status).toBe(201);
    expect((await review(h, guest, bookingId, guestReview())).body.code).toBe('review-exists');
  });

  test('may be written of a stay that was cancelled on the day of check-in', async () => {
    const columns = { state: 'cancelled', ended_at: '2027-03-01T05:00:00Z', ended_by: 'host', refund: '{}' };
    const { guest, bookingId } = await stayed(h, { columns });
    expect((await review(h, guest, bookingId, guestReview(1))).status).toBe(201);
  });

  test('rates all six categories as a guest and two as a host; each mistake is named', async () => {
    const { host, guest, bookingId } = await stayed(h);
    const missing = await review(h, guest, bookingId, hostReview());
    expect(missing.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/categories/accuracy',
      '/categories/checkIn',
      '/categories/location',
      '/categories/value',
    ]);
    const surplus = await review(h, host, bookingId, guestReview());
    expect(surplus).toMatchObject({ status: 422, body: { errors: { length: 4 } } });
  });

  test('can be changed until it is published, by its author', async () => {
    const { host, guest, bookingId } = await stayed(h);
    const { body } = await review(h, guest, bookingId, guestReview(2));
    const edit = async (overall: number, person = guest) =>
      h.api('PUT', `/v1/reviews/${body.id}`, { token: await tokenFor(h, person), body: guestReview(overall) });
    expect(await edit(3)).toMatchObject({ status: 200, trips: 2, body: { overall: 3, editedAt: START } });
    expect((await edit(1, host)).status).toBe(404);
    await review(h, host, bookingId, hostReview());
    expect((await edit(1)).body.code).toBe('invalid-transition');
    expect((await reviewsOf(h, host, bookingId)).body.received.overall).toBe(3);
  });

  test('is changed no more once the time is up, though the job that publishes it is late', async () => {
    const { host, guest, bookingId } = await stayed(h);
    const { body } = await review(h, guest, bookingId, guestReview(2));
    const edit = async (overall: number) =>
      h.api('PUT', `/v1/reviews/${body.id}`, { token: await tokenFor(h, guest), body: guestReview(overall) });
    h.clock.set('2027-03-17T14:59:59.999Z');
    expect(await edit(3)).toMatchObject({ status: 200, trips: 2 });
    h.clock.set('2027-03-17T15:00:00.000Z');
    expect((await edit(1)).body).toMatchObject({
      code: 'invalid-transition',
      detail: 'It could be changed until 2027-03-17T15:00:00.000Z.',
    });
    await h.drainJobs();
    expect((await reviewsOf(h, host, bookingId)).body.received.overall).toBe(3);
    h.clock.set(START);
  });
});

describe('a published review', () => {
  test('is replied to once, in public, by who was reviewed', async () => {
    const { host, guest, listingId, byGuest } = await published();
    const reply = async (person: Scene['host']) =>
      h.api('POST', `/v1/reviews/${byGuest.id}/reply`, {
        token: await tokenFor(h, person),
        body: { text: 'Thank you.' },
      });
    expect((await reply(guest)).status).toBe(404);
    expect(await reply(host)).toMatchObject({ status: 200, trips: 2, body: { reply: { text: 'Thank you.' } } });
    expect((await reply(host)).body.code).toBe('reply-exists');
    const { body } = await h.api('GET', `/v1/listings/${listingId}/reviews`);
    expect(body.data[0].reply).toEqual({ text: 'Thank you.', repliedAt: START });
  });

  test('that waits cannot be replied to: who was reviewed does not know of it', async () => {
    const { host, guest, bookingId } = await stayed(h);
    const { body } = await review(h, guest, bookingId, guestReview());
    const options = { token: await tokenFor(h, host), body: { text: 'Thank you.' } };
    expect((await h.api('POST', `/v1/reviews/${body.id}/reply`, options)).status).toBe(404);
    const report = { token: await tokenFor(h, host), body: { reason: 'untrue' } };
    expect((await h.api('POST', `/v1/reviews/${body.id}/reports`, report)).status).toBe(404);
  });

  test('is reported by anyone, and support keeps it or removes it with a reason; averages follow', async () => {
    const { guest, host, listingId, byGuest } = await published(1);
    const other = await published(5, { host, listingId });
    const support = await createPerson(h, { roles: ['support'] });
    const token = await tokenFor(h, support);
    const report = async (person: Person, reason = 'untrue') =>
      h.api('POST', `/v1/reviews/${byGuest.id}/reports`, { token: await tokenFor(h, person), body: { reason } });
    const reports = async () =>
      (await h.api('GET', '/v1/review-reports', { token })).body.data.map(
        ({ review: { id }, reporterId, reason }: Answer['body']) => [id, reporterId, reason],
      );
    expect(await report(host)).toMatchObject({ status: 204, trips: 2 });
    expect(await report(host, 'offensive')).toMatchObject({ status: 204 });
    expect(await reports()).toEqual([[byGuest.id, host.id, 'offensive']]);

    expect(await h.api('POST', `/v1/reviews/${byGuest.id}/keep`, { token })).toMatchObject({ status: 204, trips: 2 });
    expect(await reports()).toEqual([]);
    await report(await createPerson(h));
    expect(await reports()).toHaveLength(1);

    const rated = async () => (await h.api('GET', `/v1/listings/${listingId}/rating`)).body;
    expect(await rated()).toMatchObject({ reviewCount: 2, overall: 3, value: 4 });
    const remove = (as = token) =>
      h.api('POST', `/v1/reviews/${byGuest.id}/remove`, { token: as, body: { reason: 'It names a child.' } });
    expect((await remove(await tokenFor(h, guest))).body.code).toBe('forbidden');
    expect(await remove()).toMatchObject({ status: 204, trips: 2 });
    expect((await remove()).body.code).toBe('invalid-transition');
    expect(await reports()).toEqual([]);
    expect(await rated()).toMatchObject({ reviewCount: 1, overall: 5 });
    const { body: person } = await h.api('GET', `/v1/people/${host.id}/ratings`);
    expect(person).toMatchObject({
      asHost: { reviewCount: 1, overall: 5 },
      asGuest: { reviewCount: 0, overall: null },
    });
    const listed = await h.api('GET', `/v1/listings/${listingId}/reviews`);
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([other.byGuest.id]);
    expect((await h.api('GET', `/v1/listings/${listingId}`)).body).toMatchObject({ rating: 5, reviewCount: 1 });
    expect((await reviewsOf(h, guest, byGuest.bookingId)).body.own).toMatchObject({
      state: 'removed',
      removalReason: 'It names a child.',
    });
    expect(
      await h.sql('select actor, data from audit where subject = $1 and action = $2', [byGuest.id, 'reviews.remove']),
    ).toEqual([{ actor: support.id, data: { reason: 'It names a child.' } }]);
    expect(await eventsOf(h, byGuest.id)).toEqual([
      'review.submitted',
      'review.published',
      'review.reported',
      'review.reported',
      'review.kept',
      'review.reported',
      'review.removed',
    ]);
  });

  test('is found by newest, highest and lowest, page by page, each once, also while others are published', async () => {
    const { host, listingId } = await stayed(h);
    const guest = await createPerson(h);
    const write = async (overall: number) => {
      const bookingId = await createStay(h, { host, guest, listingId });
      await review(h, host, bookingId, hostReview(overall));
      h.clock.advance(1000);
      return (await review(h, guest, bookingId, guestReview(overall))).body.id;
    };
    const written: { id: string; overall: number }[] = [];
    for (const overall of [3, 5, 1, 5, 3, 2, 5]) written.push({ id: await write(overall), overall });
    const newest = written.toReversed();
    const expected = {
      newest,
      highest: newest.toSorted((a, b) => b.overall - a.overall),
      lowest: written.toSorted((a, b) => a.overall - b.overall),
    };
    const walk = async (path: string, query: Record<string, string | number>) => {
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const answer = await h.api('GET', path, { query: { ...query, limit: 3, ...(cursor && { cursor }) } });
        expect(answer.trips).toBe(1);
        seen.push(...answer.body.data.map(({ id }: { id: string }) => id));
        if (answer.body.nextCursor === null) return seen;
        cursor = answer.body.nextCursor;
      }
    };
    for (const [order, rows] of Object.entries(expected)) {
      const ids = rows.map(({ id }) => id);
      expect([order, await walk(`/v1/listings/${listingId}/reviews`, { order })]).toEqual([order, ids]);
      expect([order, await walk(`/v1/people/${host.id}/reviews`, { order })]).toEqual([order, ids]);
    }
    expect(await walk(`/v1/people/${guest.id}/reviews`, { as: 'guest', order: 'highest' })).toHaveLength(7);
    const { body } = await h.api('GET', `/v1/listings/${listingId}/reviews`, { query: { limit: 3 } });
    await write(4);
    const next = await h.api('GET', `/v1/listings/${listingId}/reviews`, {
      query: { limit: 3, cursor: body.nextCursor },
    });
    expect(next.body.data.map(({ id }: { id: string }) => id)).toEqual(newest.slice(3, 6).map(({ id }) => id));
    h.clock.set(START);
  });
});
