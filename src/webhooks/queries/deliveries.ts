import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { EventRow } from '../../events/index.ts';
import type { EventType } from '../../kernel/events.ts';
import { type EventId, type JobId, type PersonId, uuidOf, type WebhookEndpointId } from '../../kernel/ids.ts';
import { guarded, json, type Query, q, statement, type Write } from '../../platform/db/index.ts';
import type { DeliveryState, DisabledReason, WebhookTables } from '../../platform/db/tables/webhooks.ts';
import { EVENTS_AT_ONCE, telling } from '../../platform/events.ts';
import { hasOpenJob } from '../../platform/jobs/index.ts';
import { deliverWebhooks } from '../jobs.ts';
import { timers } from '../timers.ts';

/** A delivery with the event that it is of. */
export type Delivery = Omit<
  Selectable<WebhookTables['webhook_deliveries']>,
  'endpoint_id' | 'event_id' | 'is_claimed'
> & {
  event_id: number;
  key: string;
  type: EventType;
};

/** An attempt as its owner sees it. */
export type Attempt = Pick<
  Selectable<WebhookTables['webhook_attempts']>,
  'at' | 'milliseconds' | 'status' | 'error' | 'answer'
>;

/** A delivery that is to be attempted now, with all that sending it needs, or that is given up. */
export type ClaimedDelivery = EventRow & {
  event_id: number;
  state: DeliveryState;
  /** The attempts, this one included. */
  attempts: number;
  url: string;
  secret_number: number;
  previous_until: Date | null;
};

/** What came of one attempt. */
export type AttemptRecord = {
  event_id: number;
  attempts: number;
  at: Date;
  milliseconds: number;
  status: number | null;
  error: string | null;
  answer: string | null;
  state: DeliveryState;
  next_attempt_at: Date | null;
};

/** Deliveries that are claimed at a time. */
export const CLAIMED_AT_ONCE = 25;
/** With so many on their way to an endpoint no more is claimed: one that hangs would have a job at it for each event. */
const ON_THEIR_WAY = 50;

/**
 * Hands the next numbered events to the endpoints that want them, and enqueues the job of each that none is on its way
 * to; the rows are these jobs. Both or neither: what is owed has its job, whatever becomes of who asked.
 */
export function fanOut(now: Date): Query<{ id: JobId }> {
  return statement(sql<{ id: JobId }>`
    insert into jobs (id, kind, payload, run_at, created_at)
    select type_id('job', gen_random_uuid()), ${deliverWebhooks.name}, jsonb_build_object('endpointId', woken_id), ${now}, ${now}
    from fan_out_webhooks(${EVENTS_AT_ONCE}, ${now})
    returning id`);
}

/** Says that the job which was on its way is here: what is owed from now on needs another one. */
export function arriveAt(id: WebhookEndpointId): Write {
  return q
    .updateTable('webhook_endpoints')
    .set({ woken_at: null })
    .where('id', '=', id)
    .where('woken_at', 'is not', null);
}

/**
 * Claims deliveries of an enabled endpoint that are due, the longest waiting first. Each is counted before it is made, and
 * falls due again if nobody tells its end. What its owner may not read any more is given up. Where the endpoint is slow to
 * answer it waits: the minute finds it again.
 */
export function claimDue(id: WebhookEndpointId, now: Date): Query<ClaimedDelivery> {
  const until = new Date(now.getTime() + timers.lease);
  // Whatever clock it was claimed by; what waits for hours to be tried again is not read.
  const longest = new Date(now.getTime() + 2 * timers.lease);
  return statement(sql<ClaimedDelivery>`
    with sender as materialized (
      select endpoint.id, owner_id, url, secret_number, previous_until, 'admin' = any (roles) as is_operator
      from webhook_endpoints as endpoint join people on people.id = owner_id
      where endpoint.id = ${id} and state = 'enabled' and suspended_at is null
    ), due as (
      select endpoint_id, event_id from webhook_deliveries
      where endpoint_id = (select sender.id from sender) and state = 'pending' and next_attempt_at <= ${now}
      order by next_attempt_at, event_id limit (
        select case when count(*) < ${ON_THEIR_WAY}::int then ${CLAIMED_AT_ONCE}::int else 0 end
        from webhook_deliveries
        where endpoint_id = ${id} and state = 'pending' and is_claimed
          and next_attempt_at > ${now} and next_attempt_at < ${longest})
      for no key update skip locked
    ), readable as (
      select event_id, is_operator or ${isConcerned('owner_id')} as is_readable
      from due join events on events.id = event_id cross join sender
    ), claimed as (
      update webhook_deliveries as delivery set
        attempts = delivery.attempts + is_readable::int,
        state = case when is_readable then delivery.state else 'failed' end,
        next_attempt_at = case when is_readable then ${until}::timestamptz end,
        is_claimed = is_readable
      from readable where delivery.endpoint_id = ${id} and delivery.event_id = readable.event_id
      returning delivery.event_id, delivery.attempts, delivery.state
    )
    select claimed.event_id, attempts, claimed.state, key, case when is_operator then seq end as seq, type, occurred_at,
      subject, data, url, secret_number, previous_until
    from claimed join events on events.id = claimed.event_id cross join sender
    order by claimed.event_id`);
}

/**
 * Writes attempts to the log, and what became of their deliveries unless a later attempt has begun or one got through. One
 * that was asked for anew meanwhile, and counts from nothing again, is still owed. Of an endpoint that is gone nothing is
 * left to tell.
 */
export function recordAttempts(id: WebhookEndpointId, records: readonly AttemptRecord[]): Write {
  return statement(sql`
    with made as materialized (
      select * from jsonb_to_recordset(${json(records)}) as made (
        event_id bigint, attempts integer, at timestamptz, milliseconds integer, status integer, error text, answer text,
        state text, next_attempt_at timestamptz)
    ), logged as (
      insert into webhook_attempts (endpoint_id, event_id, at, milliseconds, status, error, answer)
      select ${id}, event_id, at, milliseconds, status, error, answer from made
      where exists (select from webhook_endpoints where id = ${id} for key share) order by event_id
    )
    update webhook_deliveries as delivery
    set state = made.state, next_attempt_at = made.next_attempt_at, is_claimed = false,
      delivered_at = case when made.state = 'delivered' then made.at end
    from made
    where delivery.endpoint_id = ${id} and delivery.event_id = made.event_id and delivery.state = 'pending'
      and (made.attempts = delivery.attempts or (made.state = 'delivered' and made.attempts < delivery.attempts))`);
}

/** An endpoint as it was asked. What its former address answered says nothing of the new one. */
export type AskedEndpoint = { id: WebhookEndpointId; url: string };

/** Notes since when nothing gets through, or that something does. */
export function noteHealth({ id, url }: AskedEndpoint, failedAt: Date | null): Write {
  const since = failedAt === null ? sql`null` : sql`coalesce(failing_since, ${failedAt}::timestamptz)`;
  return statement(sql`update webhook_endpoints set failing_since = ${since} where id = ${id} and url = ${url}`);
}

/**
 * Disables an endpoint that wants no more, or that nothing has got through to for days, gives up what it is owed, and
 * tells its owner, who reads it as hosts do.
 */
export function disable({ id, url }: AskedEndpoint, reason: 'gone' | 'failing', now: Date): Write {
  const since = new Date(now.getTime() - timers.disable);
  const failsForLong = reason === 'gone' ? sql`true` : sql`failing_since <= ${since}`;
  return disableThose(sql`id = ${id} and url = ${url} and ${failsForLong}`, reason, now);
}

/**
 * Disables likewise what a person had enabled before their password was reset. By whom, it was before anybody signed in
 * again: the reset itself took a moment, in which a thief was still let in.
 */
export function disableMadeBefore(owner: PersonId, resetAt: Date, now: Date): Write {
  const before = sql`(
    select min(created_at) from sessions
    where person_id = owner_id and created_at >= ${resetAt} and revoked_at is distinct from ${resetAt}::timestamptz)`;
  const which = sql`owner_id = ${owner} and enabled_at <= coalesce(${before}, ${now}::timestamptz)`;
  return disableThose(which, 'password-reset', now);
}

function disableThose(which: RawBuilder<unknown>, reason: Exclude<DisabledReason, 'owner'>, now: Date): Write {
  return telling(
    sql`
      with disabled as (
        update webhook_endpoints set state = 'disabled', disabled_reason = ${reason}, version = version + 1
        where ${which} and state = 'enabled'
        returning id, owner_id
      ), given_up as (
        update webhook_deliveries set state = 'failed', next_attempt_at = null
        from disabled where endpoint_id = disabled.id and state = 'pending'
      )
      insert into events (type, occurred_at, subject, host_id, data)
      select 'webhook.disabled', ${now}, id, owner_id, jsonb_build_object('reason', ${reason}::text) from disabled`,
  );
}

/** Gives up what an endpoint is owed. */
export function giveUpPending(id: WebhookEndpointId): Write {
  return q
    .updateTable('webhook_deliveries')
    .set({ state: 'failed', next_attempt_at: null })
    .where('endpoint_id', '=', id)
    .where('state', '=', 'pending');
}

/**
 * Enabled endpoints with something overdue that no job is on its way to, or at, which the job's own time tells; of who is
 * suspended it waits. A slow endpoint would otherwise get one job more at a time with every minute.
 */
export function selectForgotten(now: Date, limit: number): Query<{ id: WebhookEndpointId }> {
  const before = new Date(now.getTime() - timers.lost);
  const begun = new Date(now.getTime() + timers.begun);
  return statement(sql<{ id: WebhookEndpointId }>`
    select id from webhook_endpoints where state = 'enabled' and exists (
      select from webhook_deliveries
      where endpoint_id = webhook_endpoints.id and state = 'pending' and next_attempt_at <= ${before})
    and not ${hasOpenJob(deliverWebhooks, 'endpointId', sql`webhook_endpoints.id`, begun)}
    and exists (select from people where id = owner_id and suspended_at is null)
    limit ${limit}`);
}

/** One row if any delivery that is over, or attempt, is past its keeping. */
export function selectForgettable(now: Date): Query {
  const before = keptSince(now);
  return statement(sql`
    select where (select min(created_at) from webhook_deliveries where state <> 'pending') < ${before}
      or (select min(at) from webhook_attempts) < ${before}`);
}

/** Forgets deliveries that are over and attempts, past their keeping, so many at a time. */
export function forgetOld(now: Date, limit: number): Write[] {
  const before = keptSince(now);
  return [
    statement(sql`
      delete from webhook_deliveries where ctid = any (array(
        select ctid from webhook_deliveries where state <> 'pending' and created_at < ${before}
        order by created_at limit ${limit}))`),
    statement(sql`
      delete from webhook_attempts where id = any (array(
        select id from webhook_attempts where at < ${before} order by at limit ${limit}))`),
  ];
}

/** An endpoint's deliveries, newest event first, from the one after the cursor's. */
export function selectDeliveryPage(
  id: WebhookEndpointId,
  { before, state, limit }: { before: EventId | undefined; state: DeliveryState | undefined; limit: number },
) {
  return selectDeliveries(id)
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`event_id < (select id from events where key = ${before && uuidOf(before)}::uuid)`),
    )
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .orderBy('event_id', 'desc')
    .limit(limit + 1);
}

/** The delivery of one event to an endpoint. */
export function selectDelivery(id: WebhookEndpointId, event: EventId) {
  return selectDeliveries(id).where('events.key', '=', uuidOf(event));
}

/** Whether an event concerns this person, as an SQL expression: theirs as guest or host. Operators read all. */
function isConcerned(person: string): RawBuilder<boolean> {
  const who = sql.ref(person);
  return sql`(coalesce(guest_id = ${who}, false) or coalesce(host_id = ${who}, false))`;
}

/** The attempts to deliver one event, newest first. */
export function selectAttempts(id: WebhookEndpointId, event: EventId, limit: number) {
  return q
    .selectFrom('webhook_attempts')
    .innerJoin('events', 'events.id', 'webhook_attempts.event_id')
    .where('endpoint_id', '=', id)
    .where('events.key', '=', uuidOf(event))
    .orderBy('webhook_attempts.id', 'desc')
    .limit(limit)
    .select(['at', 'milliseconds', 'status', 'error', 'answer']);
}

/** Owes a delivery anew, from the first attempt on. */
export function oweAgain(id: WebhookEndpointId, eventId: number, now: Date): Write {
  return guarded(
    q
      .updateTable('webhook_deliveries')
      .set({ state: 'pending', attempts: 0, next_attempt_at: now, delivered_at: null })
      .where('endpoint_id', '=', id)
      .where('event_id', '=', eventId),
  );
}

function selectDeliveries(id: WebhookEndpointId) {
  return q
    .selectFrom('webhook_deliveries')
    .innerJoin('events', 'events.id', 'webhook_deliveries.event_id')
    .where('endpoint_id', '=', id)
    .select(['event_id', 'state', 'attempts', 'next_attempt_at', 'created_at', 'delivered_at', 'key', 'type']);
}

function keptSince(now: Date): Date {
  return new Date(now.getTime() - timers.history);
}
