import type { Config } from './config.ts';
import {
  createCache,
  createCopies,
  createEdgeCache,
  createRevisions,
  createSharedCache,
} from './platform/cache/index.ts';
import type { Send } from './platform/db/index.ts';
import { createAccessTokens } from './platform/http/access-token.ts';
import type { Runtime } from './platform/http/context.ts';
import type { Assets } from './platform/http/docs.ts';
import { createJobPublisher } from './platform/jobs/index.ts';
import { createMail } from './platform/mail/index.ts';
import type { PasswordHasher } from './platform/password.ts';
import { createStorage } from './platform/storage/index.ts';
import { createStripe } from './platform/stripe/index.ts';
import { createRelaySoon, relayEvents } from './relay.ts';

/**
 * The outside world of one isolate or process, on the real clock.
 * @param cacheOf how it reaches Redis; by fetch when absent
 */
export function createRuntime(
  config: Config,
  send: Send,
  passwords: PasswordHasher,
  assets: Assets,
  cacheOf: typeof createCache = createCache,
): Runtime {
  return {
    send,
    assets,
    now: () => new Date(),
    services: {
      config,
      cache: cacheOf(config),
      copies: createCopies(createEdgeCache(config.publicUrl), createSharedCache(config, cacheOf)),
      revisions: createRevisions(config.integrationSecret),
      jobs: createJobPublisher(config),
      stripe: createStripe(config),
      mail: createMail(config.mail),
      storage: createStorage(config.storage),
      passwords,
      tokens: createAccessTokens(config),
      relay: relayEvents,
      relaySoon: createRelaySoon(),
    },
  };
}
