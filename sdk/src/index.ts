export { type Connection, createClient } from './client.ts';
export type { ProblemCode } from './generated/contract.gen.ts';
export type { Innkeep } from './generated/sdk.gen.ts';
export type * from './generated/types.gen.ts';
export { items, pages } from './pages.ts';
export { isProblem, NoAnswerError, type Outcome, ProblemError, unwrap } from './problem.ts';
export type { Retries } from './retries.ts';
export { openSession, type Session, type SessionOptions, type SessionTokens } from './session.ts';
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookEvent,
  type WebhookMessage,
  WebhookVerificationError,
} from './webhooks.ts';
