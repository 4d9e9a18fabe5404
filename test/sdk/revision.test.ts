import { expect, test } from 'vitest';
import { createClient } from '../../sdk/src/index.ts';

test("a client sends its last write's revision back with reads, so that they show it", async () => {
  const sent: (string | null)[] = [];
  const client = createClient({
    baseUrl: 'https://api.example',
    async fetch(input, init) {
      const request = new Request(input, init);
      sent.push(request.headers.get('innkeep-revision'));
      const headers: Record<string, string> = request.method === 'GET' ? {} : { 'innkeep-revision': 'the-revision' };
      return Response.json({}, { headers });
    },
  });
  await client.listings.search();
  await client.bookings.create({ body: { quote: 'q' } });
  await client.listings.search();
  expect(sent).toEqual([null, null, 'the-revision']);
});
