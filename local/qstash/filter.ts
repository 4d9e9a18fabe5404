/** Query parameters that select by a field's value, any of those given, as QStash names them. */
const SELECTORS = ['messageId', 'url', 'queueName', 'scheduleId', 'flowControlKey', 'responseStatus', 'state'] as const;

type Filtered = { url: string; labels: string[] | undefined } & { [K in (typeof SELECTORS)[number]]?: unknown };

/** Whether an item, that happened `at` (milliseconds since the epoch), is one that the query asks for. */
export function matches(query: URLSearchParams, item: Filtered, at: number): boolean {
  const wanted = (name: string, actual: (string | undefined)[]) =>
    !query.has(name) || query.getAll(name).some((value) => actual.includes(value));
  const { host, pathname } = new URL(item.url);
  return (
    SELECTORS.every((name) => wanted(name, [item[name] === undefined ? undefined : String(item[name])])) &&
    wanted('label', item.labels ?? []) &&
    wanted('host', [host]) &&
    wanted('path', [pathname]) &&
    at >= Number(query.get('fromDate') ?? 0) &&
    at <= Number(query.get('toDate') ?? Number.POSITIVE_INFINITY)
  );
}

/** The next `count` items after the one whose id is the cursor, and the cursor for those that follow, if any. */
export function page<T>(
  query: URLSearchParams,
  items: T[],
  idOf: (item: T) => string,
): { items: T[]; cursor: string | undefined } {
  const count = Math.min(Number(query.get('count') ?? 100), 1000);
  const start = items.findIndex((item) => idOf(item) === query.get('cursor')) + 1;
  const found = items.slice(start, start + count);
  const last = found.at(-1);
  return { items: found, cursor: last !== undefined && start + count < items.length ? idOf(last) : undefined };
}
