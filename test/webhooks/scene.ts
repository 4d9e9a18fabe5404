import type { Receivers } from '../../local/receivers/index.ts';
import type { CallOptions } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

export const SECOND = 1_000;
export const HOUR = 3_600_000;

/** Asks as this person, with a token of the moment. */
export async function ask(h: Harness, person: Person, method: string, path: string, options: CallOptions = {}) {
  return h.api(method, `/v1/webhook-endpoints${path}`, { token: await tokenFor(h, person), ...options });
}

/** The events that these messages tell. */
export const bodiesOf = (messages: readonly { body: string }[]) => messages.map(({ body }) => JSON.parse(body));

let count = 0;

/** A person with a listing and an endpoint, and what is asked of them. */
export async function subscriber(
  h: Harness,
  receivers: Receivers,
  options: { manner?: Parameters<Receivers['receive']>[1]; types?: string[]; roles?: string[] } = {},
) {
  count += 1;
  const path = `/${count}`;
  const host = await createPerson(h, { roles: options.roles ?? [] });
  const listing = await createListing(h, host);
  const created = await ask(h, host, 'POST', '', {
    body: { url: receivers.receive(path, options.manner), types: options.types ?? null },
  });
  if (created.status !== 201) throw new Error(`no endpoint: ${created.text}`);
  const id: string = created.body.id;
  return {
    host,
    listing,
    id,
    path,
    created,
    /** Has something happen to the host, `calendar.changed`. */
    async happen(): Promise<void> {
      const token = await tokenFor(h, host);
      const body = { start: '2027-06-01', end: '2027-06-03' };
      const { status, text } = await h.api('POST', `/v1/listings/${listing}/closures`, { token, body });
      if (status !== 201) throw new Error(text);
    },
    ask: (method: string, to = '', more: CallOptions = {}) => ask(h, host, method, `/${id}${to}`, more),
    messages: () => receivers.at(path),
    deliveries: async () => (await ask(h, host, 'GET', `/${id}/deliveries`)).body.data,
    secrets: async (): Promise<string[]> =>
      (await ask(h, host, 'GET', `/${id}/secrets`)).body.data.map(({ secret }: { secret: string }) => secret),
  };
}

/** Lets time pass to each next attempt and has it made, so many times. */
export async function retry(h: Harness, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const [next] = await h.sql<{ at: Date | null }>(
      `select min(next_attempt_at) as at from webhook_deliveries where state = 'pending'`,
    );
    if (!next?.at) return;
    h.clock.advance(Math.max(0, Math.ceil((next.at.getTime() - h.clock.now()) / SECOND) * SECOND));
    await h.drainJobs();
  }
}
