import { type Outcome, unwrap } from './problem.ts';

/** A page of any list of the service that has pages. */
interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/**
 * Everything in a list, a page asked for when the one before is used up:
 * `for await (const booking of items((page) => client.bookings.list({ query: { ...page, as: 'guest' } })))`.
 * Throws what `unwrap` throws.
 */
export async function* items<T>(
  ask: (page: { cursor?: string }) => PromiseLike<Outcome<Page<T>>>,
): AsyncGenerator<T, void, undefined> {
  for await (const page of pages(ask)) yield* page;
}

/** A list page by page. Throws what `unwrap` throws. */
export async function* pages<T>(
  ask: (page: { cursor?: string }) => PromiseLike<Outcome<Page<T>>>,
): AsyncGenerator<T[], void, undefined> {
  let page = await unwrap(ask({}));
  yield page.data;
  while (page.nextCursor !== null) {
    page = await unwrap(ask({ cursor: page.nextCursor }));
    yield page.data;
  }
}
