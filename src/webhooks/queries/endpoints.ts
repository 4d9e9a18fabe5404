import { type Selectable, sql } from 'kysely';
import type { PersonId, WebhookEndpointId } from '../../kernel/ids.ts';
import { guard, guardExists, guarded, q, type Write } from '../../platform/db/index.ts';
import type { WebhookTables } from '../../platform/db/tables/webhooks.ts';
import { numberEvents } from '../../platform/events.ts';
import { isOperator, type Reader } from '../../platform/operator.ts';

export type Endpoint = Selectable<WebhookTables['webhook_endpoints']>;
export type EndpointChange = Partial<
  Pick<
    Endpoint,
    | 'url'
    | 'types'
    | 'description'
    | 'state'
    | 'disabled_reason'
    | 'enabled_at'
    | 'failing_since'
    | 'secret_number'
    | 'previous_until'
  >
>;

/** Endpoints that a person can have. */
const MAX_ENDPOINTS = 20;

/** The endpoint, if it is this person's. */
export function selectEndpoint(id: WebhookEndpointId, owner: PersonId) {
  return q.selectFrom('webhook_endpoints').where('id', '=', id).where('owner_id', '=', owner).selectAll();
}

/** One page of a person's endpoints, oldest first, from the one after the cursor's. */
export function selectEndpointPage(
  owner: PersonId,
  { after, limit }: { after: WebhookEndpointId | undefined; limit: number },
) {
  return q
    .selectFrom('webhook_endpoints')
    .where('owner_id', '=', owner)
    .$if(after !== undefined, (query) => query.where(sql<boolean>`id > ${after}`))
    .orderBy('id')
    .limit(limit + 1)
    .selectAll();
}

/**
 * Refuses a batch with `scope-missing` when a program directs what an operator hears, or reads of it, and its key may not
 * read that itself.
 */
export function guardMayHear(by: Reader): Write {
  return guard(
    sql`not ${isOperator({ personId: by.personId }, ['admin'])} or ${isOperator(by, ['admin'])}`,
    'scope-missing',
  );
}

/** Refuses a batch as `guardMayHear` does, and with `not-found` unless the endpoint is this person's. */
export function guardEndpoint(by: Reader, id: WebhookEndpointId): readonly [Write, Write] {
  return [guardMayHear(by), guardExists(selectEndpoint(id, by.personId), 'not-found')];
}

/** Refuses one endpoint too many. The owner is locked before. */
export function guardEndpointCount(owner: PersonId): Write {
  return guard(
    sql`(select count(*) from webhook_endpoints where owner_id = ${owner}) < ${MAX_ENDPOINTS}`,
    'webhook-limit',
  );
}

/** An endpoint as it begins. */
export function newEndpoint(
  given: Pick<Endpoint, 'id' | 'owner_id' | 'url' | 'description' | 'types' | 'enabled_at' | 'created_at'>,
): Endpoint {
  return {
    ...given,
    state: 'enabled',
    disabled_reason: null,
    failing_since: null,
    secret_number: 1,
    previous_until: null,
    woken_at: null,
    heard_from: 0,
    version: 1,
  };
}

// What is committed by now is numbered first, a thousand at a time: what has a later number is committed later, whenever it was
// asked for. Behind a longer backlog an endpoint hears some of what came before it, and misses nothing.
const soFar = sql<number>`(select coalesce(max(seq), 0) from events)`;

/** Writes an endpoint, which hears all that is committed after. */
export function insertEndpoint(endpoint: Endpoint): Write[] {
  return [numberEvents({ waits: true }), q.insertInto('webhook_endpoints').values({ ...endpoint, heard_from: soFar })];
}

/** Changes an endpoint that is still as it was read; stale otherwise. One that is enabled hears what is committed after. */
export function updateEndpoint({ id, version }: Endpoint, change: EndpointChange): Write[] {
  const isEnabled = change.state === 'enabled';
  return [
    ...(isEnabled ? [numberEvents({ waits: true })] : []),
    guarded(
      q
        .updateTable('webhook_endpoints')
        .set({ ...change, ...(isEnabled ? { heard_from: soFar } : {}), version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
    ),
  ];
}

/** Deletes an endpoint with its deliveries and their attempts. */
export function deleteEndpoint(id: WebhookEndpointId, owner: PersonId): Write {
  return guarded(q.deleteFrom('webhook_endpoints').where('id', '=', id).where('owner_id', '=', owner), 'not-found');
}

/** Deletes all endpoints of a person likewise. */
export function deleteEndpointsOf(owner: PersonId): Write {
  return q.deleteFrom('webhook_endpoints').where('owner_id', '=', owner);
}
