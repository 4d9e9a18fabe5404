import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end } from '../bookings/scene.ts';
import { begunWithDeposit, claim } from '../deposits/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { lettersTo, type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

async function giveBack(path: string, body: object) {
  const token = await tokenFor(h, support);
  const answer = await h.api('POST', `/v1/admin/bookings/${path}`, { token, body: { reason: 'Cold water', ...body } });
  expect(answer).toMatchObject({ status: 201, trips: 2 });
  await h.drainJobs();
}

/** What this person was mailed of refunds. */
const toldTo = ({ email }: Person) =>
  h.mailbox.mails().filter(({ to, subject }) => to.includes(email) && subject.includes('Our support gives'));

test('what support gives back of a stay is told to its guest each time, and to its host where it is at their cost', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  await giveBack(`${id}/refunds`, { from: { hostReceives: 30_00, platformKeeps: 10_00, taxes: 0 } });
  await giveBack(`${id}/refunds`, { from: { hostReceives: 0, platformKeeps: 5_00, taxes: 0 } });
  expect(lettersTo(h, guest).slice(1)).toEqual([
    'Our support gives you $40.00 back',
    'Our support gives you $5.00 back',
  ]);
  expect(toldTo(guest)[0]?.text).toContain('Refund: $40.00');
  const [toHost, ...more] = toldTo(host);
  expect(more).toEqual([]);
  expect(toHost?.subject).toMatch(/^Our support gives Person \d+ \$40\.00 back$/);
  expect(toHost?.text).toContain('You receive: $164.00');
});

test('what support gives back of a damage deposit is told to both sides', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  await claim(h, host, id);
  await h.drainJobs();
  await giveBack(`${id}/damage-deposit/refunds`, { amount: 25_00 });
  expect(toldTo(guest).map(({ text }) => text)).toEqual([expect.stringContaining('taken of your damage deposit')]);
  expect(toldTo(host).map(({ text }) => text)).toEqual([expect.stringContaining('taken of the damage deposit')]);
});
