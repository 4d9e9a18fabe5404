import type { Generated, GeneratedAlways } from 'kysely';
import type { EventType } from '../../../kernel/events.ts';
import type { PersonId, WebhookEndpointId } from '../../../kernel/ids.ts';

type EndpointState = 'enabled' | 'disabled';
export type DisabledReason = 'owner' | 'gone' | 'failing' | 'password-reset';
export type DeliveryState = 'pending' | 'delivered' | 'failed';

export interface WebhookTables {
  webhook_endpoints: {
    id: WebhookEndpointId;
    owner_id: PersonId;
    url: string;
    description: string;
    types: EventType[] | null;
    state: Generated<EndpointState>;
    disabled_reason: DisabledReason | null;
    enabled_at: Date;
    /** The number up to which events were numbered when it was enabled. */
    heard_from: Generated<number>;
    failing_since: Date | null;
    secret_number: Generated<number>;
    previous_until: Date | null;
    woken_at: Date | null;
    created_at: Date;
    version: Generated<number>;
  };
  webhook_deliveries: {
    endpoint_id: WebhookEndpointId;
    event_id: number;
    state: DeliveryState;
    attempts: Generated<number>;
    next_attempt_at: Date | null;
    /** Whether it is being attempted: until `next_attempt_at`, should nobody tell its end. */
    is_claimed: Generated<boolean>;
    created_at: Date;
    delivered_at: Date | null;
  };
  webhook_attempts: {
    id: GeneratedAlways<number>;
    endpoint_id: WebhookEndpointId;
    event_id: number;
    at: Date;
    milliseconds: number;
    status: number | null;
    error: 'address-refused' | 'timed-out' | 'unreachable' | null;
    answer: string | null;
  };
  webhook_position: {
    id: Generated<boolean>;
    seq: number;
  };
}
