import type { ListingId } from '../../src/kernel/ids.ts';
import type { Answer, CallOptions } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import type { Person } from '../harness/people.ts';

type Query = NonNullable<CallOptions['query']>;

/** As `createListing`, with its search row. */
export async function createSearchable(
  h: Harness,
  host: Person,
  columns: Parameters<typeof createListing>[2] = {},
): Promise<ListingId> {
  const id = await createListing(h, host, columns);
  await project(h, id);
  return id;
}

export function project(h: Harness, id: ListingId): Promise<unknown> {
  return h.sql('select project_listing($1)', [id]);
}

let places = 0;

/** A place that no other listing of the test file is near to: its shown point, and a box that holds only it. */
export function placeApart(): { point: { shown_latitude: number; shown_longitude: number }; box: string } {
  places += 1;
  const [latitude, longitude] = [-40 + (places % 400) * 0.2, -60 + Math.floor(places / 400) * 0.2];
  return {
    point: { shown_latitude: latitude, shown_longitude: longitude },
    box: [longitude - 0.05, latitude - 0.05, longitude + 0.05, latitude + 0.05].map((n) => n.toFixed(4)).join(),
  };
}

export function search(h: Harness, query: Query): Promise<Answer> {
  return h.api('GET', '/v1/search', { query });
}

/** The ids on the first page. */
export async function found(h: Harness, query: Query): Promise<string[]> {
  return idsOf(await search(h, query));
}

/** The results of all pages; throws when a page is refused. */
export async function foundOnAllPages(h: Harness, query: Query): Promise<Answer['body'][]> {
  const results: Answer['body'][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { status, body, text } = await search(h, { ...query, ...(cursor === undefined ? {} : { cursor }) });
    if (status !== 200) throw new Error(text);
    results.push(...body.data);
    cursor = body.nextCursor;
  }
  return results;
}

function idsOf({ status, body, text }: Answer): string[] {
  if (status !== 200) throw new Error(text);
  return body.data.map(({ id }: { id: string }) => id);
}
