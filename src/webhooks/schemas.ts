import { z } from '../kernel/zod.ts';
import { eventTypeField } from '../platform/http/event-contract.ts';
import { idField, idParams, instantField, textField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';

export const ListQuery = z.strictObject(pageQuery);

const deliveryState = z.enum(['pending', 'delivered', 'failed']).openapi({
  description: '`pending`: tried, or tried again, at `nextAttemptAt`. `failed`: given up.',
});

export const DeliveryQuery = z.strictObject({ ...pageQuery, state: deliveryState.optional() });

export const DeliveryParams = idParams('webhookEndpoint').extend({
  eventId: idField('event').openapi({ param: { name: 'eventId', in: 'path' } }),
});

const urlField = z.string().trim().max(2000).openapi({
  description: 'https, port 443, a name that anybody can reach.',
  example: 'https://hooks.example.com/innkeep',
});

const typesField = z
  .array(eventTypeField)
  .min(1)
  .max(100)
  .transform((types) => [...new Set(types)])
  .nullable()
  .openapi({ description: 'The types of events that are sent; null for all.', example: ['booking.confirmed'] });

const descriptionField = textField(0, 200).openapi({ example: 'Property management' });

export const NewWebhookEndpoint = z
  .strictObject({ url: urlField, types: typesField.default(null), description: descriptionField.default('') })
  .openapi('NewWebhookEndpoint', {
    example: {
      url: 'https://hooks.example.com/innkeep',
      types: ['booking.confirmed'],
      description: 'Property management',
    },
  });

export const WebhookEndpointChanges = z
  .strictObject({
    url: urlField.optional(),
    types: typesField.optional(),
    description: descriptionField.optional(),
    state: z.enum(['enabled', 'disabled']).optional(),
  })
  .openapi('WebhookEndpointChanges', { example: { state: 'enabled' } });

const endpointExample = {
  id: 'whe_01kav0h2e6f8w9x3m5n7p9q1r3',
  url: 'https://hooks.example.com/innkeep',
  types: ['booking.confirmed'],
  description: 'Property management',
  state: 'enabled',
  disabledReason: null,
  failingSince: null,
  createdAt: '2026-10-02T09:12:44.000Z',
} as const;

export const WebhookEndpoint = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    types: z.array(eventTypeField).nullable().openapi({ description: 'Null: all.' }),
    description: z.string(),
    state: z.enum(['enabled', 'disabled']),
    disabledReason: z
      .enum(['owner', 'gone', 'failing', 'password-reset'])
      .nullable()
      .openapi({
        description:
          '`gone`: it answered 410. `failing`: nothing got through for three days. `password-reset`: by the mailed ' +
          'link, or made useless as support gave the account back; who had the password could have made it, or read its secrets.',
      }),
    failingSince: instantField.nullable().openapi({ description: 'Since when every attempt has failed.' }),
    createdAt: instantField,
  })
  .openapi('WebhookEndpoint', { example: endpointExample });

export const WebhookEndpointPage = pageOf(WebhookEndpoint, 'WebhookEndpointPage');

const WebhookSecret = z
  .strictObject({
    secret: z.string().openapi({ description: 'What messages are verified by; 32 bytes in base64.' }),
    signsUntil: instantField.nullable().openapi({ description: 'Null: until the next rotation.' }),
  })
  .openapi('WebhookSecret', {
    example: { secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfzZY2jE3g=', signsUntil: null },
  });

export const WebhookSecrets = z.strictObject({ data: z.array(WebhookSecret) }).openapi('WebhookSecrets', {
  description: 'The secrets that sign now, the newest first.',
  example: { data: [{ secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfzZY2jE3g=', signsUntil: null }] },
});

export const SecretRotation = z
  .strictObject({
    oldSignsForHours: z.int().min(0).max(168).default(24).openapi({
      description: 'How long the secret before signs as well; at most two sign.',
    }),
  })
  .openapi('SecretRotation', { example: { oldSignsForHours: 24 } });

export const Redelivery = z
  .strictObject({
    from: instantField.openapi({ description: 'The first instant of what is sent again, thirty days ago at most.' }),
    which: z.enum(['undelivered', 'all']).default('undelivered').openapi({
      description: '`undelivered`: what was given up, and what happened while the endpoint was disabled.',
    }),
  })
  .openapi('Redelivery', { example: { from: '2027-02-23T00:00:00.000Z', which: 'undelivered' } });

export const WebhookDelivery = z
  .strictObject({
    eventId: z.string().openapi({ description: 'The `webhook-id` that it is sent under.' }),
    type: z.string(),
    state: deliveryState,
    attempts: z.int().openapi({ description: 'Since it was first, or again, asked for.' }),
    nextAttemptAt: instantField.nullable(),
    deliveredAt: instantField.nullable(),
    createdAt: instantField,
  })
  .openapi('WebhookDelivery', {
    example: {
      eventId: 'evt_01kav0h2e6f8w9x3m5n7p9q1r3',
      type: 'booking.confirmed',
      state: 'pending',
      attempts: 2,
      nextAttemptAt: '2026-11-23T21:12:18.000Z',
      deliveredAt: null,
      createdAt: '2026-11-23T21:07:12.000Z',
    },
  });

export const WebhookDeliveryPage = pageOf(WebhookDelivery, 'WebhookDeliveryPage');

const WebhookAttempt = z
  .strictObject({
    at: instantField,
    milliseconds: z.int(),
    status: z.int().nullable().openapi({ description: 'What was answered; null for nothing.' }),
    error: z.enum(['address-refused', 'timed-out', 'unreachable']).nullable(),
    answer: z.string().nullable().openapi({ description: 'How the answer begins.' }),
  })
  .openapi('WebhookAttempt', {
    example: { at: '2026-11-23T21:07:13.000Z', milliseconds: 84, status: 503, error: null, answer: 'Try again later.' },
  });

export const WebhookAttempts = z.strictObject({ data: z.array(WebhookAttempt) }).openapi('WebhookAttempts', {
  description: 'The last hundred attempts of thirty days, newest first.',
  example: {
    data: [{ at: '2026-11-23T21:07:13.000Z', milliseconds: 84, status: 503, error: null, answer: 'Try again later.' }],
  },
});
