import { base64, hmacBytes } from '../platform/hash.ts';

type Key = Uint8Array<ArrayBuffer>;

/**
 * The key that an endpoint's messages are signed by, 32 bytes. It is computed, so that the database holds none.
 * @param number counts the endpoint's keys from 1
 */
async function signingKey(serviceSecret: string, endpointId: string, number: number): Promise<Key> {
  return new Uint8Array(await hmacBytes(serviceSecret, `webhook ${endpointId} ${number}`));
}

/** A key as its receiver is told it: `whsec_` and base64. */
function secretOf(key: Key): string {
  return `whsec_${base64(key)}`;
}

/**
 * The headers of a message, as Standard Webhooks (1.0.0) lays them down: signed by every key that is live, of which a
 * receiver needs to know one.
 */
export async function signedHeaders(
  keys: readonly Key[],
  { id, at, body }: { id: string; at: Date; body: string },
): Promise<Record<`webhook-${'id' | 'timestamp' | 'signature'}`, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = await Promise.all(keys.map((key) => hmacBytes(key, `${id}.${timestamp}.${body}`)));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.map((signature) => `v1,${base64(new Uint8Array(signature))}`).join(' '),
  };
}

/** What an endpoint's keys are computed from. */
type Keyed = { id: string; secret_number: number; previous_until: Date | null };

/** The keys that sign at this instant: the newest one and, for a while after a rotation, the one before. */
export async function liveKeys(
  serviceSecret: string,
  endpoint: Keyed,
  at: Date,
): Promise<{ key: Key; until: Date | null }[]> {
  const { id, secret_number: number, previous_until: until } = endpoint;
  const newest = { key: await signingKey(serviceSecret, id, number), until: null };
  if (until === null || until <= at) return [newest];
  return [newest, { key: await signingKey(serviceSecret, id, number - 1), until }];
}

/** The live keys as their owner is told them. */
export async function liveSecrets(serviceSecret: string, endpoint: Keyed, at: Date) {
  const keys = await liveKeys(serviceSecret, endpoint, at);
  return keys.map(({ key, until }) => ({ secret: secretOf(key), signsUntil: until?.toISOString() ?? null }));
}
