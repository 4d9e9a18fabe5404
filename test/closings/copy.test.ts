import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Innkeep } from '../../sdk/src/index.ts';
import { booked, cast, end } from '../bookings/scene.ts';
import { exampleOf } from '../harness/example.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import { DAY } from '../payouts/scene.ts';
import { guestReview, hostReview, review } from '../reviews/scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

// As the document's code gives it.
type Copy = Record<string, ReturnType<typeof JSON.parse>>;

test('the example of docs/closing.md takes a copy of what is a person’s, and of nobody else', async () => {
  const { guest, host, listingId } = await cast(h);
  const strangers = await cast(h);
  const { id } = await booked(h, guest, listingId, { checkIn: '2027-03-10', checkOut: '2027-03-12' });
  const theirs = await booked(h, strangers.guest, strangers.listingId);
  const write = async (person: Person, bookingId: string, text: string) =>
    h.api('POST', `/v1/bookings/${bookingId}/messages`, { token: await tokenFor(h, person), body: { text } });
  await write(guest, id, 'We come at five.');
  await write(host, id, 'The key is under the mat.');
  await write(strangers.guest, theirs.id, 'Is there a cot?');
  h.clock.set('2027-03-13T12:00:00Z');
  await h.drainJobs();
  await review(h, guest, id, guestReview());
  await review(h, host, id, hostReview());
  h.clock.advance(DAY);
  const { copyOf } = await exampleOf<{ copyOf(client: Innkeep): Promise<Copy> }>('docs/closing.md');
  const copyFor = async (person: Person) => copyOf(h.client({ token: await tokenFor(h, person) }));
  const [ofGuest, ofHost] = [await copyFor(guest), await copyFor(host)];
  const [own, hosts] = [guestReview().text, hostReview().text];
  expect(ofGuest).toMatchObject({
    account: { id: guest.id, email: guest.email },
    bookings: [{ id, side: 'guest', reviews: { own: { text: own }, received: { text: hosts } } }],
    threads: [{ bookingId: id, messages: [{ text: 'The key is under the mat.' }, { text: 'We come at five.' }] }],
    listings: [],
    payoutAccount: null,
  });
  expect(ofHost).toMatchObject({
    account: { email: host.email },
    bookings: [{ id, side: 'host', reviews: { own: { text: hosts } } }],
    threads: [{ messages: [{}, {}] }],
    listings: [{ id: listingId, closures: [], feeds: [], promotions: [] }],
  });
  for (const [copy, others] of [
    [ofGuest, [host, strangers.guest, strangers.host]],
    [ofHost, [guest, strangers.guest, strangers.host]],
  ] as const) {
    const told = JSON.stringify(copy);
    for (const { email } of others) expect(told).not.toContain(email);
    expect(told).not.toContain(theirs.id);
  }
  // What cannot be read is not left out.
  h.faults.db.use((_, { body }) => (body.includes('from \\"payout_accounts\\"') ? 'refuse' : undefined));
  await expect(copyFor(host)).rejects.toMatchObject({ code: 'database-unavailable' });
  h.faults.db.reset();
});
