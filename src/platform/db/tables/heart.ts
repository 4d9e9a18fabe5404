import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { EventType } from '../../../kernel/events.ts';
import type { JobId } from '../../../kernel/ids.ts';

declare const encoded: unique symbol;
/** What `json(value)` makes, and nothing else does: the type that a jsonb column takes. */
export type JsonParameter = { readonly [encoded]: 'json' };
/** What `daterange(from, to)` makes: the type that a daterange column takes. */
export type RangeParameter = { readonly [encoded]: 'range' };

/** A jsonb column: JSON comes out, only `json(value)` goes in. */
export type Json<T = unknown> = ColumnType<T, JsonParameter, JsonParameter>;
/** A daterange column; select its ends with `lower` and `upper`. */
export type DateRange = ColumnType<string, RangeParameter, RangeParameter>;

export interface HeartTables {
  idempotency_keys: {
    caller: string;
    operation: string;
    key: string;
    body_hash: string;
    status: number;
    body: string;
    created_at: Date;
  };
  events: {
    id: GeneratedAlways<number>;
    seq: number | null;
    key: Generated<string>;
    type: EventType;
    occurred_at: Date;
    subject: string;
    guest_id: string | null;
    host_id: string | null;
    data: Json;
  };
  jobs: {
    id: JobId;
    kind: string;
    payload: Json;
    run_at: Date;
    created_at: Date;
    published_at: Date | null;
    done_at: Date | null;
    message_id: string | null;
    attempts: Generated<number>;
    last_error: string | null;
  };
  audit: {
    id: GeneratedAlways<number>;
    at: Date;
    actor: string;
    action: string;
    subject: string;
    request_id: string;
    data: Json;
  };
  rate_counters: {
    policy: string;
    caller: string;
    window_start: Date;
    hits: number;
  };
}
