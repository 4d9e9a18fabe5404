import type { Harness } from '../harness/index.ts';

/** What a GraphQL request came to. */
export interface Told {
  status: number;
  // As `JSON.parse` types it.
  data: ReturnType<typeof JSON.parse>;
  /** The codes of the errors. */
  codes: string[];
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  trips: number;
  headers: Headers;
}

/** Sends a document as a client does. */
export async function ask(
  h: Harness,
  query: string,
  options: { token?: string; variables?: object; url?: string } = {},
): Promise<Told> {
  const { token, variables } = options;
  return send(h, { query, ...(variables && { variables }) }, token);
}

/** Sends a body as it is. */
export async function send(h: Harness, body: unknown, token?: string): Promise<Told> {
  const answer = await h.api('POST', '/graphql', {
    body,
    key: null,
    headers: { accept: 'application/graphql-response+json' },
    ...(token === undefined ? {} : { token }),
  });
  const errors: Told['errors'] = answer.body?.errors ?? [];
  return {
    status: answer.status,
    data: answer.body?.data,
    codes: errors.map(({ extensions }) => String(extensions?.code)),
    errors,
    trips: answer.trips,
    headers: answer.headers,
  };
}
