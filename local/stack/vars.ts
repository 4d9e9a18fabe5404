import type { RunningQstash } from '../qstash/index.ts';
import type { RunningRedis } from '../redis/index.ts';
import type { StorageServer } from '../storage/index.ts';
import type { RunningStripe } from '../stripe/index.ts';
import type { Secrets } from './secrets.ts';

/** The Worker's settings that point the vendors' SDKs at the stand-ins. */
export function workerVars(parts: {
  url: string;
  webUrl: string;
  databaseUrl: string;
  neon: { endpoint: string };
  redis: RunningRedis;
  qstash: RunningQstash;
  stripe: RunningStripe;
  mailbox: { url: string };
  storage: StorageServer;
  secrets: Secrets;
}): Record<string, string> {
  const { url, webUrl, databaseUrl, neon, redis, qstash, stripe, mailbox, storage, secrets } = parts;
  return {
    ...secrets,
    PUBLIC_URL: url,
    WEB_URL: webUrl,
    CORS_ORIGINS: webUrl,
    DATABASE_URL: databaseUrl,
    NEON_ENDPOINT: neon.endpoint,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    QSTASH_URL: qstash.url,
    QSTASH_TOKEN: qstash.token,
    QSTASH_CURRENT_SIGNING_KEY: qstash.signingKeys().current,
    QSTASH_NEXT_SIGNING_KEY: qstash.signingKeys().next,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_CONNECT_WEBHOOK_SECRET: stripe.connectWebhookSecret,
    STRIPE_URL: stripe.url,
    MAIL_URL: mailbox.url,
    MAIL_API_KEY: 're_local',
    MAIL_FROM: 'Innkeep <stays@innkeep.example>',
    STORAGE_ENDPOINT: storage.url,
    STORAGE_BUCKET: storage.bucket,
    STORAGE_REGION: storage.region,
    STORAGE_ACCESS_KEY_ID: storage.accessKeyId,
    STORAGE_SECRET_ACCESS_KEY: storage.secretAccessKey,
    STORAGE_PUBLIC_URL: storage.publicUrl,
  };
}
