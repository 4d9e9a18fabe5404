import type Stripe from 'stripe';

/** Metadata after an update: new values go over old ones, an empty value removes its key, and an empty text removes them all. */
export function mergeMetadata(
  stored: Stripe.Metadata,
  update: '' | Record<string, string> | undefined,
): Stripe.Metadata {
  if (update === undefined) return stored;
  if (update === '') return {};
  const merged = Object.entries({ ...stored, ...update }).filter(([, value]) => value !== '');
  return Object.fromEntries(merged);
}
