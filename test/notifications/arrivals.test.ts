import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const HOUR = 3_600_000;

test('the guest of a confirmed stay is written the whole address, the country in their language', async () => {
  const { guest, host, listingId } = await cast(h);
  const address = { line1: 'Obere Au 3', city: 'Freiburg', region: 'Baden', postalCode: '79102', country: 'DE' };
  await h.api('PATCH', `/v1/listings/${listingId}`, { token: await tokenFor(h, host), body: { address } });
  await booked(h, guest, listingId);
  const letters = h.mailbox.mails().filter(({ to }) => to.includes(guest.email));
  expect(letters.map(({ text }) => /Address: (.*)/.exec(text ?? '')?.[1])).toEqual([
    'Obere Au 3, 79102 Freiburg, Baden, Germany',
  ]);
});

test('both sides are told that a stay begins when it does: sooner than it was booked, and once more where it is put off', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId, { checkIn: '2027-09-20', checkOut: '2027-09-22' });
  const alter = async (checkIn: string, checkOut: string) => {
    const body = { checkIn, checkOut, party: { adults: 2 } };
    const token = await tokenFor(h, guest);
    const proposed = await h.api('POST', `/v1/bookings/${id}/alterations`, { token, body });
    const path = `/v1/alterations/${proposed.body.id}/accept`;
    expect((await h.api('POST', path, { token: await tokenFor(h, host) })).body.state).toBe('accepted');
  };
  const announced = (person: Person) =>
    h.mailbox
      .mails()
      .filter(({ to, subject }) => to.includes(person.email) && subject.includes('about to'))
      .map(({ text }) => /Check-in: (.*), from/.exec(text ?? '')?.[1]);
  await alter('2027-05-20', '2027-05-22');
  await h.drainJobs();
  h.clock.set('2027-05-18T19:00:00.000Z');
  h.faults.mail.use(() => 'http-500');
  await h.drainJobs().catch(() => undefined);
  // Told of, but not sent yet: by the time that it could be, it would be true no more.
  await alter('2027-06-20', '2027-06-22');
  h.faults.mail.reset();
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  expect([announced(guest), announced(host)]).toEqual([[], []]);
  h.clock.set('2027-06-18T19:00:00.000Z');
  await h.drainJobs();
  await alter('2027-06-28', '2027-06-30');
  await h.drainJobs();
  h.clock.set('2027-06-26T19:00:00.000Z');
  await h.drainJobs();
  // Put off by a day while no mail goes out: both were told of by the time that one does, and one of them is true.
  await alter('2027-07-20', '2027-07-22');
  await h.drainJobs();
  h.clock.set('2027-07-18T19:00:00.000Z');
  h.mailbox.changeKey('re_another');
  await h.drainJobs().catch(() => undefined);
  await alter('2027-07-21', '2027-07-23');
  h.clock.set('2027-07-19T19:00:00.000Z');
  await h.drainJobs().catch(() => undefined);
  h.mailbox.changeKey('re_local');
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  const days = ['Sunday, June 20, 2027', 'Monday, June 28, 2027', 'Wednesday, July 21, 2027'];
  expect([announced(guest), announced(host)]).toEqual([days, days]);
});
