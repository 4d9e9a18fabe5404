import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** A mail as it would have gone out. `receivedAt` is RFC 3339 UTC. */
export type Mail = {
  id: string;
  receivedAt: string;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
};

/** A refusal in Resend's terms: `name` is its error type. */
export class MailRefused extends Error {
  readonly status: number;
  override readonly name: string;

  constructor(status: number, name: string, message: string) {
    super(message);
    this.status = status;
    this.name = name;
  }
}

/** Reads one element of Resend's send API, at `now` in epoch milliseconds. Throws MailRefused. */
export function parseMail(payload: unknown, now: number): Mail {
  const parsed = sendSchema.safeParse(payload);
  if (!parsed.success) throw refusal(payload, parsed.error);
  const { from, subject, html, text, to, cc, bcc, reply_to, headers, tags } = parsed.data;
  if (html === undefined && text === undefined) {
    throw new MailRefused(422, 'missing_required_field', 'Missing `html` or `text` field.');
  }
  return {
    id: randomUUID(),
    receivedAt: new Date(now).toISOString(),
    from,
    to,
    cc,
    bcc,
    replyTo: reply_to,
    subject,
    html: html ?? null,
    text: text ?? null,
    headers,
    tags,
  };
}

const ADDRESS = /^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+\.[^<>@\s]+)$/;
const ADDRESS_HINT = 'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.';

const address = z.string().regex(ADDRESS, ADDRESS_HINT);
const addresses = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(address).max(50));
const oneLine = z.string().regex(/^[^\r\n]*$/, 'Line breaks are not allowed.');
const tagText = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'Only ASCII letters, numbers, underscores and dashes.');

const sendSchema = z.strictObject({
  from: address,
  to: addresses.pipe(z.array(z.string()).min(1)),
  subject: oneLine.min(1),
  cc: addresses.default([]),
  bcc: addresses.default([]),
  reply_to: addresses.default([]),
  html: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), oneLine).default({}),
  tags: z.array(z.strictObject({ name: tagText, value: tagText })).default([]),
});

function refusal(payload: unknown, { issues }: z.ZodError): MailRefused {
  const [issue] = issues;
  const field = String(issue?.path[0] ?? '');
  const given = typeof payload === 'object' && payload !== null && field in payload;
  if (field && !given) return new MailRefused(422, 'missing_required_field', `Missing \`${field}\` field.`);
  const where = field ? `Invalid \`${field}\` field. ` : '';
  return new MailRefused(422, 'validation_error', `${where}${issue?.message ?? 'The payload is invalid.'}`);
}
