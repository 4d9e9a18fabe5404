import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { addDays, instantAt, todayIn } from '../../src/kernel/dates.ts';
import { booked, cast, hold, move, pay } from '../bookings/scene.ts';
import { calendar } from '../channels/calendars.ts';
import { HOUR, listingWithFeed } from '../channels/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, lastTextTo, lettersTo, type Person } from '../harness/people.ts';
import { DISPUTED_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { bookedAhead, cast as castPayable, until } from '../payouts/scene.ts';
import { guestReview, hostReview, review, stayed } from '../reviews/scene.ts';

const longer = { checkIn: '2027-06-03', checkOut: '2027-06-06', party: { adults: 2 } };

let h: Harness;
let feeds: Feeds;
let support: Person;
beforeAll(async () => {
  feeds = await startFeeds();
  h = await startHarness({ vars: { TEST_ORIGINS: feeds.url } });
  support = await createPerson(h, { roles: ['support'] });
});
afterAll(async () => {
  await h.close();
  await feeds.close();
});

async function post(person: Person, path: string, body?: object) {
  const answer = await ask(h, person, 'POST', path, body);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body;
}

test('a request is recalled to its host halfway, and both sides hear that nobody has answered it', async () => {
  const { guest, host, listingId } = await cast(h, { instant_booking: false });
  await booked(h, guest, listingId);
  h.clock.advance(12 * HOUR);
  await h.drainJobs();
  expect(lettersTo(h, host).at(-1)).toMatch(/^Person \d+ still waits for your answer$/);
  h.clock.advance(12 * HOUR);
  await h.drainJobs();
  expect(lettersTo(h, guest)).toEqual(['Your request for Loft by the river has ended']);
  expect(lastTextTo(h, guest)).toContain('You were not charged');
  expect(lettersTo(h, host)).toHaveLength(3);
  expect(lastTextTo(h, host)).toContain('It ended before you had answered it');
});

test('the letter of a request for tonight that ended with the day sends its guest to no search of that night', async () => {
  const { guest, host, listingId } = await cast(h, { instant_booking: false });
  const zone = 'America/New_York';
  const checkIn = addDays(todayIn(zone, new Date(h.clock.now())), 1);
  h.clock.set(instantAt(checkIn, '12:00', zone).toISOString());
  await booked(h, guest, listingId, { checkIn, checkOut: addDays(checkIn, 1) });
  h.clock.advance(13 * HOUR);
  await h.drainJobs();
  expect(lettersTo(h, guest)).toEqual(['Your request for Loft by the river has ended']);
  expect(lastTextTo(h, guest)).not.toContain('for your dates');
  expect(lastTextTo(h, guest)).not.toContain('/search?');
  expect(lastTextTo(h, host)).toContain('It ended before you had answered it');
  expect(lastTextTo(h, host)).not.toContain('booked again');
});

test('of a hold that nobody pays, nobody is told', async () => {
  const { guest, host, listingId } = await cast(h);
  await hold(h, guest, listingId);
  h.clock.advance(HOUR);
  await h.drainJobs();
  expect([...lettersTo(h, guest), ...lettersTo(h, host)]).toEqual([]);
});

test('a proposal is told to the other side, its refusal to who made it, and what was agreed on to both', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const [told, toldHost] = [lettersTo(h, guest).length, lettersTo(h, host).length];
  const first = await post(host, `/v1/bookings/${id}/alterations`, { ...longer, checkOut: '2027-06-04' });
  await h.drainJobs();
  expect(lettersTo(h, guest).slice(told)).toEqual([
    expect.stringMatching(/^Person \d+ proposes to change your stay at Loft by the river$/),
  ]);
  expect(lastTextTo(h, guest)).toContain('instead of Thursday, June 3, 2027 to Saturday, June 5, 2027');
  await post(guest, `/v1/alterations/${first.id}/decline`);
  await h.drainJobs();
  expect(lettersTo(h, host).slice(toldHost)).toEqual([
    expect.stringMatching(/^The stay of Person \d+ at Loft by the river remains as it is$/),
  ]);

  const second = await post(guest, `/v1/bookings/${id}/alterations`, longer);
  await pay(h, second);
  await h.drainJobs();
  expect(lettersTo(h, host).at(-1)).toMatch(/^Person \d+ proposes to change the stay at Loft by the river$/);
  await post(host, `/v1/alterations/${second.id}/accept`);
  await h.drainJobs();
  expect(lettersTo(h, guest).slice(told + 1)).toEqual(['Your stay at Loft by the river has changed']);
  expect(lastTextTo(h, guest)).toMatch(/Check-out: Sunday, June 6, 2027.*\n.*\nTotal: \$342\.60/);
  expect(lettersTo(h, host).at(-1)).toMatch(/^The stay of Person \d+ at Loft by the river has changed$/);
});

test('a guest who has accepted and authorised a change hears that it came to nothing, and nobody who has not', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const toldSince = (before: number) => lettersTo(h, guest).slice(before).slice(1);
  const propose = async () => {
    const proposal = await post(host, `/v1/bookings/${id}/alterations`, longer);
    await h.drainJobs();
    return proposal;
  };
  for (const ends of ['withdrawn at once', 'declined by the guest']) {
    const before = lettersTo(h, guest).length;
    const proposal = await propose();
    if (ends === 'declined by the guest') await post(guest, `/v1/alterations/${proposal.id}/accept`);
    const [by, how] = ends === 'withdrawn at once' ? [host, 'withdraw'] : [guest, 'decline'];
    await post(by, `/v1/alterations/${proposal.id}/${how}`);
    await h.drainJobs();
    expect([ends, toldSince(before)]).toEqual([ends, []]);
  }
  for (const ends of ['withdrawn meanwhile', 'taken meanwhile']) {
    const before = lettersTo(h, guest).length;
    const proposal = await propose();
    const accepting = await post(guest, `/v1/alterations/${proposal.id}/accept`);
    if (ends === 'withdrawn meanwhile') await post(host, `/v1/alterations/${proposal.id}/withdraw`);
    else await booked(h, await createPerson(h), listingId, { checkIn: '2027-06-05', checkOut: '2027-06-07' });
    await pay(h, accepting);
    await h.drainJobs();
    expect([ends, toldSince(before)]).toEqual([ends, ['Your stay at Loft by the river remains as it is']]);
    expect(lastTextTo(h, guest)).toContain('The change that you had accepted was not made');
    expect(lastTextTo(h, guest)).toContain('You were not charged');
  }
});

test('a change of which the payment is not completed is not told of as one that nobody agreed to', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const toldHost = lettersTo(h, host).length;
  await post(guest, `/v1/bookings/${id}/alterations`, longer);
  h.clock.advance(HOUR);
  await h.drainJobs();
  expect(lettersTo(h, host)).toHaveLength(toldHost);
  const { id: proposal } = await post(host, `/v1/bookings/${id}/alterations`, longer);
  await post(guest, `/v1/alterations/${proposal}/accept`);
  h.clock.advance(HOUR);
  await h.drainJobs();
  for (const { email } of [guest, host]) {
    const mail = h.mailbox
      .mails()
      .find(({ to, subject }) => to.includes(email) && subject.endsWith('remains as it is'));
    expect(mail?.text).toContain('The change was not made: the payment for it was not completed in time');
    expect(mail?.text).not.toContain('agreed on');
  }
});

test('both sides hear that what an agreed change costs more could not be taken', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const proposal = await post(guest, `/v1/bookings/${id}/alterations`, longer);
  await pay(h, proposal);
  await h.drainJobs();
  h.faults.stripe.use((_, { path }) => (path.endsWith('/capture') ? 'refuse' : undefined));
  await post(host, `/v1/alterations/${proposal.id}/accept`);
  // The bank gives the amount free before it is taken.
  await clientOf(h.stripe).paymentIntents.cancel(proposal.payment.clientSecret.split('_secret_')[0]);
  h.faults.stripe.reset();
  await h.drainJobs();
  for (const person of [guest, host]) {
    expect(lettersTo(h, person).at(-1)).toBe('The difference for Loft by the river could not be taken');
    expect(lastTextTo(h, person)).toContain('$114.20');
  }
  expect(lastTextTo(h, guest)).toContain('the stay stands with what you have paid');
  // What is proposed next is reckoned from what was paid, in the letters as well.
  const again = await post(host, `/v1/bookings/${id}/alterations`, longer);
  await h.drainJobs();
  expect(again.difference).toBe(114_20);
  expect(lastTextTo(h, guest)).toContain('Difference: $114.20');
  await post(host, `/v1/alterations/${again.id}/withdraw`);
  const other = await post(guest, `/v1/bookings/${id}/alterations`, longer);
  await pay(h, other);
  await h.drainJobs();
  expect(lastTextTo(h, host)).toContain('Difference: $97.00');
});

test('a dispute is told to the host when it opens and when it is decided', async () => {
  const { guest, host, listingId } = await cast(h);
  await pay(h, await hold(h, guest, listingId), DISPUTED_CARD);
  await h.drainJobs();
  expect(lettersTo(h, host)).toContainEqual(expect.stringMatching(/^A payment by Person \d+ is disputed$/));
  const [dispute] = await h.sql<{ id: string }>('select id from disputes');
  await post(support, `/v1/admin/disputes/${dispute?.id}/accept`);
  await h.drainJobs();
  expect(lettersTo(h, host).at(-1)).toMatch(/^\$228\.40 paid by Person \d+ was taken back$/);
  expect(lastTextTo(h, host)).toContain('$228.40');
  expect(lettersTo(h, guest).some((subject) => subject.includes('payment'))).toBe(false);
});

test('the author of a review that support removes is told why, and nobody else is', async () => {
  h.clock.set('2027-03-04T16:00:00.000Z');
  const { guest, host, bookingId } = await stayed(h);
  await review(h, host, bookingId, hostReview());
  const { body } = await review(h, guest, bookingId, guestReview());
  await post(support, `/v1/reviews/${body.id}/remove`, { reason: 'It names a child.' });
  await h.drainJobs();
  expect(lettersTo(h, guest)).toEqual(['Your review of Loft by the river was removed']);
  expect(lastTextTo(h, guest)).toContain('Reason: It names a child.');
  expect(lettersTo(h, host)).toEqual([]);
});

test('a host is told of a payout once it is made', async () => {
  const { host, guest, listingId } = await castPayable(h);
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  expect(lettersTo(h, host).at(-1)).toBe('$194.00 is on its way to you');
  expect(lastTextTo(h, host)).not.toContain('was kept');
});

test('a host is told what of a payout was kept for what they owed', async () => {
  const { host, guest, listingId } = await castPayable(h);
  const { id } = await bookedAhead(h, guest, listingId, 40);
  await move(h, host, id, 'cancel');
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  expect(lettersTo(h, host).at(-1)).toBe('$144.00 is on its way to you');
  expect(lastTextTo(h, host)).toContain('Of $194.00 that you earned, $50.00 was kept for what you owed.');
});

test('a host is told of a calendar that cannot be read, each time anew', async () => {
  const host = await createPerson(h);
  const { path, poll } = await listingWithFeed(h, feeds, host, []);
  const subject = 'The calendar of airbnb cannot be read';
  for (const times of [1, 2]) {
    feeds.serve(path, '', { status: 500 });
    for (let hour = 0; hour < 10; hour += 1) {
      h.clock.advance(HOUR);
      await h.drainJobs();
    }
    expect(lettersTo(h, host)).toEqual(Array.from({ length: times }, () => subject));
    feeds.serve(path, calendar([]));
    h.clock.advance(6 * HOUR);
    await poll();
  }
});

describe('nights of a stay that a channel sells as well', () => {
  const sold = { uid: 'sold@stays.example', start: '2027-06-04', end: '2027-06-08' };
  const conflicts = (host: Person) => lettersTo(h, host).filter((subject) => subject.endsWith('may be sold twice'));

  test('are told to the host, once', async () => {
    const [host, guest] = [await createPerson(h), await createPerson(h)];
    const { listingId, poll } = await listingWithFeed(h, feeds, host, []);
    const { id } = await booked(h, guest, listingId);
    await poll([sold]);
    await poll();
    expect(conflicts(host)).toHaveLength(1);
    expect(lastTextTo(h, host)).toContain(
      'airbnb says that nights of this stay at Loft by the river are sold there as well.',
    );
    expect(lastTextTo(h, host)).toContain(`/bookings/${id}`);
    expect(lettersTo(h, guest).filter((subject) => subject.includes('twice'))).toEqual([]);
  });

  test('are in one letter where the channel tells of each of them by itself, and in another what it sells later', async () => {
    const [host, guest] = [await createPerson(h), await createPerson(h)];
    const { listingId, poll, events } = await listingWithFeed(h, feeds, host, []);
    const stay = { checkIn: '2027-06-03', checkOut: '2027-06-08' };
    await booked(h, guest, listingId, stay);
    const night = (start: string) => ({ uid: `${start}@stays.example`, start });
    const nights = ['2027-06-03', '2027-06-04', '2027-06-05'].map(night);
    await poll(nights);
    expect(await events('calendar.conflict')).toHaveLength(3);
    expect(conflicts(host)).toHaveLength(1);
    await poll([...nights, night('2027-06-07')]);
    expect(conflicts(host)).toHaveLength(2);
  });

  test('are not where the channel only closes them, or the stay is cancelled by then', async () => {
    const [host, guest] = [await createPerson(h), await createPerson(h)];
    for (const [summary, isCancelled] of [
      ['Not available', false],
      ['Reserved', true],
    ] as const) {
      const { listingId, poll } = await listingWithFeed(h, feeds, host, []);
      const { id } = await booked(h, guest, listingId);
      h.faults.mail.use(() => 'http-429');
      await poll([{ ...sold, summary }]);
      if (isCancelled) await post(guest, `/v1/bookings/${id}/cancel`);
      h.faults.mail.reset();
      await poll();
      expect(await h.sql('select from feed_conflicts where booking_id = $1', [id])).toHaveLength(1);
      expect(conflicts(host)).toEqual([]);
    }
  });
});
