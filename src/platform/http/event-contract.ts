import { getOpenApiMetadata } from '@asteasolutions/zod-to-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { type EventType, events, isEventType } from '../../kernel/events.ts';
import { type IdKind, idPrefixes } from '../../kernel/ids.ts';
import { z } from '../../kernel/zod.ts';
import { instantField } from './fields.ts';

type Registry = OpenAPIHono['openAPIRegistry'];

const eventTypes: readonly EventType[] = Object.keys(events).filter(isEventType);

/** A type of event by its name. */
export const eventTypeField = z.enum(eventTypes).openapi({ example: 'booking.confirmed' });

type Prefix<T extends string> = T extends `${infer P}.${string}` ? P : never;

// What the ids are of that events of these types have as their subject; one of Stripe's has none of ours.
const subjects: Readonly<Record<Prefix<EventType>, IdKind | undefined>> & { readonly [type in EventType]?: IdKind } = {
  account: 'person',
  alteration: 'alteration',
  'bank-payout': undefined,
  booking: 'booking',
  calendar: 'listing',
  card: 'card',
  deposit: 'deposit',
  dispute: 'dispute',
  feed: 'feed',
  listing: 'listing',
  message: 'message',
  payment: 'payment',
  payout: 'payout',
  'payout-account': 'payoutAccount',
  'payout.carried': 'payoutReversal',
  'payout.reversed': 'payoutReversal',
  person: 'person',
  refund: 'refund',
  review: 'review',
  thread: 'thread',
  webhook: 'webhookEndpoint',
};

// What every event has; made once, since a schema costs the start some microseconds and there are many types.
const envelope = {
  id: z.string().openapi({ description: 'The same wherever and however often it is told.' }),
  seq: z.int().nullable().openapi({
    description: 'Its number in the one sequence, which has no gap. Told to operators; null for anybody else.',
  }),
  timestamp: instantField.openapi({ description: 'When it happened.' }),
  subject: z.string().openapi({ description: 'Id of what it happened to.' }),
};

const schemaOf = new Map(eventTypes.map((type) => [type, envelopeOf(type)]));

export const exampleEvent = exampleOf('booking.confirmed');

/** Any event, as the feed and webhooks tell it. */
export const Event = z.union([...schemaOf.values()]).openapi('Event', {
  description: 'Something that happened; its `type` says what its `data` are.',
  example: exampleEvent,
});

/** Registers every type of event as a webhook. */
export function registerEvents(registry: Registry): void {
  for (const [type, schema] of schemaOf) {
    registry.registerWebhook({
      method: 'post',
      path: type,
      operationId: `${nameOf(type)}_receive`,
      tags: ['Webhooks'],
      security: [],
      summary: events[type].tells,
      description:
        'Sent to the endpoints that ask for it, signed as Standard Webhooks says, in the headers `webhook-id`, ' +
        '`webhook-timestamp` and `webhook-signature`.',
      request: { body: { required: true, content: { 'application/json': { schema } } } },
      responses: {
        '2XX': { description: 'It has come. Anything else, or nothing within 15 seconds, has it sent again.' },
        410: { description: 'The endpoint wants no more: it is disabled.' },
      },
    });
  }
}

function envelopeOf(type: EventType) {
  const { tells, data } = events[type];
  return z
    .strictObject({
      id: envelope.id,
      seq: envelope.seq,
      type: z.literal(type),
      timestamp: envelope.timestamp,
      subject: envelope.subject,
      data,
    })
    .openapi(nameOf(type), { description: tells, example: exampleOf(type) });
}

function exampleOf(type: EventType) {
  return {
    id: 'evt_01kav0h2e6f8w9x3m5n7p9q1r3',
    seq: null,
    type,
    timestamp: '2026-11-23T21:07:12.000Z',
    subject: subjectOf(type),
    data: getOpenApiMetadata(events[type].data).example,
  };
}

function subjectOf(type: EventType): string {
  const kind = subjects[type] ?? subjects[prefixOf(type)];
  return kind === undefined ? 'po_1QabcdEFGHijkl' : `${idPrefixes[kind]}_01kav0h2e6f8w9x3m5n7p9q1r3`;
}

// True because each type has a dot.
function prefixOf(type: EventType): Prefix<EventType> {
  return type.split('.')[0] as Prefix<EventType>;
}

// `booking.confirmed` → `BookingConfirmedEvent`
function nameOf(type: EventType): string {
  return `${type.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase())}Event`;
}
