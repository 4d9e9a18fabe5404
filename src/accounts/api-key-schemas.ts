import { z } from '../kernel/zod.ts';
import { instantField, textField } from '../platform/http/fields.ts';
import { scopes } from '../platform/http/scopes.ts';

const scopesField = z
  .array(z.enum(scopes))
  .min(1)
  .max(scopes.length)
  .transform((given) => [...new Set(given)])
  .openapi({
    description: 'What the key may do. Each operation names its scope under `security`.',
    example: ['bookings:read', 'events:read'],
  });

export const NewApiKey = z
  .strictObject({
    name: textField(1, 60).openapi({
      description: 'What it is for. Two keys of a name can live at a time, so that one takes the other’s place.',
      example: 'Property management',
    }),
    scopes: scopesField,
  })
  .openapi('NewApiKey', { example: { name: 'Property management', scopes: ['bookings:read', 'events:read'] } });

const apiKeyShape = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: instantField,
  lastUsedAt: instantField.nullable().openapi({ description: 'To the hour.' }),
};

const apiKeyExample = {
  id: 'key_01kav0h2e6f8w9x3m5n7p9q1r3',
  name: 'Property management',
  scopes: ['bookings:read', 'events:read'],
  createdAt: '2026-10-02T09:12:44.000Z',
  lastUsedAt: null,
};

export const ApiKey = z.strictObject(apiKeyShape).openapi('ApiKey', { example: apiKeyExample });

export const CreatedApiKey = z
  .strictObject({
    ...apiKeyShape,
    key: z.string().openapi({ description: 'Send it as `Authorization: Bearer …`. It is never shown again.' }),
  })
  .openapi('CreatedApiKey', {
    example: {
      ...apiKeyExample,
      key: 'ik_01kav0h2e6f8w9x3m5n7p9q1r301kav0h2e6f8w9x3m5n7p9q1r3_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE',
    },
  });

export const ApiKeys = z
  .strictObject({ data: z.array(ApiKey) })
  .openapi('ApiKeys', { description: 'Your live keys, oldest first.', example: { data: [apiKeyExample] } });
