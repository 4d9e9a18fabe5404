import { z } from '../kernel/zod.ts';
import { optionalKinds } from './kinds.ts';

const kinds = z.array(z.enum(optionalKinds)).max(optionalKinds.length);
const unwanted = kinds.openapi({ example: ['review-open'] });

export const NotificationPreferences = z.strictObject({ wanted: kinds, unwanted }).openapi('NotificationPreferences', {
  description: 'Which kinds of e-mail a person wants. Those that carry a link just asked for are always sent.',
  example: { wanted: optionalKinds.filter((kind) => kind !== 'review-open'), unwanted: ['review-open'] },
});

export const NotificationWishes = z
  .strictObject({ unwanted })
  .openapi('NotificationWishes', { example: { unwanted: ['review-open'] } });
