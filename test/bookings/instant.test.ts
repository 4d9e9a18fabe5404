import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { bookWith, cast, expectSound, pay, quotedToken, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(async () => {
  await h.drainJobs();
  await expectSound(h);
  await h.close();
});

describe('an instant booking', () => {
  test('is held in one round trip, and confirmed by its payment', async () => {
    const { guest, host, listingId } = await cast(h);
    const answer = await bookWith(h, guest, await quotedToken(h, guest, listingId));
    expect(answer).toMatchObject({ status: 201, trips: 1, body: { state: 'held', listingId } });
    expect(await pay(h, answer.body)).toMatchObject({ ok: true, intent: { status: 'succeeded' } });
    await h.drainJobs();
    expect(await see(h, guest, answer.body.id)).toMatchObject({ state: 'confirmed', side: 'guest' });
    expect(await see(h, host, answer.body.id)).toMatchObject({ state: 'confirmed', side: 'host' });
  });
});
