import { z } from '@hono/zod-openapi';
import { forEachKind } from './kinds.ts';

const example = forEachKind((kind) => kind !== 'review-open');

export const NotificationPreferences = z
  .strictObject(forEachKind(() => z.boolean()))
  .openapi('NotificationPreferences', {
    description: 'Which kinds of e-mail a person wants. Those that carry a link just asked for are always sent.',
    example,
  });

export const NotificationWishes = z
  .strictObject(forEachKind(() => z.boolean().optional()))
  .openapi('NotificationWishes', { description: 'What is absent stays as it is.', example: { 'review-open': false } });
