import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('what no route answers', () => {
  test('an unknown path is a 404 problem with a request id', async () => {
    const answer = await h.api('GET', '/v1/nothing-here');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'not-found', status: 404 });
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
  });

  test('a message that the queue did not sign is refused', async () => {
    const answer = await h.api('POST', '/internal/jobs', {
      body: { jobId: 'job_x' },
      headers: { 'upstash-signature': 'x' },
    });
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid-signature' } });
  });
});
