import { z } from '../../kernel/zod.ts';

/** `headers` are mail headers, such as `List-Unsubscribe`. */
export type OutgoingMail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  idempotencyKey: string;
  headers?: Record<string, string>;
};

export type Mail = {
  /** Hands a mail over for delivery, at most once in 24 h per `idempotencyKey` (1–256 characters). Throws MailError. */
  send(mail: OutgoingMail): Promise<void>;
};

/** Never holds the recipient nor the text, so that it can be logged as it is. */
export class MailError extends Error {
  override readonly name = 'MailError';
  /** The HTTP status, or undefined when there was no answer. */
  readonly status: number | undefined;
  /** The provider's name of it. */
  readonly reason: string;
  /** Whether the provider would take no mail at all, and so has surely not taken this one. */
  readonly takesNone: boolean;
  /** Whether the same mail under the same key may go through later. */
  readonly retryable: boolean;

  constructor(status: number | undefined, reason: string, options?: ErrorOptions) {
    super(`mail was not accepted: ${status === undefined ? '' : `${status} `}${reason}`, options);
    this.status = status;
    this.reason = reason;
    // A key that has run out, a domain that is not verified, a quota that is used up: the operator's to mend, not the letter's.
    // A 403 without its word for it is of somebody in between, and may be about this letter.
    this.takesNone = status === 401 || status === 429 || (status === 403 && reason !== UNNAMED);
    this.retryable =
      status === undefined || this.takesNone || status >= 500 || reason === 'concurrent_idempotent_requests';
  }
}

/**
 * Sends by Resend's API at `url` (https://resend.com/docs/api-reference/emails/send-email), one request a mail.
 * `from` is an address or `Name <address>`.
 */
export function createMail(config: { url: string; apiKey: string; from: string }): Mail {
  return {
    async send({ to, subject, text, html, headers, idempotencyKey }) {
      const response = await fetch(new URL('/emails', config.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${config.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({ from: config.from, to: [to], subject, text, html, headers }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch((cause: unknown) => {
        throw new MailError(undefined, 'no answer', { cause });
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw new MailError(response.status, refusalSchema.parse(answer).name);
      // Accepted means an id: an intermediary's 200 does not, and asking again under the same key is safe.
      if (!acceptedSchema.safeParse(answer).success) throw new MailError(undefined, 'unreadable answer');
    },
  };
}

const TIMEOUT_MS = 10_000;
/** The reason of a refusal that is not in the provider's words. */
const UNNAMED = 'refused';

const acceptedSchema = z.object({ id: z.string() });

// Only the error's type: its message can quote the recipient.
const refusalSchema = z.object({ name: z.string().regex(/^[a-z_]{1,64}$/) }).catch({ name: UNNAMED });
