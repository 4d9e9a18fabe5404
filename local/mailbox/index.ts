import { Faults, type StandInRequest, type StandInResponse, serveWithFaults } from '../faults.ts';
import { inboxPage, mailPage } from './pages.ts';
import { type Mail, MailRefused, parseMail } from './parse-mail.ts';

export type Mailbox = {
  url: string;
  /** Every mail received, oldest first. */
  mails(): Mail[];
  /** The newest mail with `address` among its `to`, `cc` or `bcc`, whatever the case. */
  lastTo(address: string): Mail | undefined;
  clear(): void;
  /** Takes mails by this API key from now on. */
  changeKey(key: string): void;
  close(): Promise<void>;
};

/**
 * Resend's API for sending (`POST /emails`, `POST /emails/batch`), with a mailbox to read at `/` and as JSON at `/api/mails?to=`.
 * Mails live in memory. `clock` gives epoch milliseconds; idempotency keys are forgotten after 24 h of it.
 */
export async function startMailbox(
  options: { port?: number | undefined; faults?: Faults; clock?: () => number; apiKey?: string } = {},
): Promise<Mailbox> {
  const { clock = Date.now } = options;
  let { apiKey = 're_local' } = options;
  const replies: Replies = new Map();
  let mails: Mail[] = [];

  const handle = async (request: StandInRequest): Promise<StandInResponse> => {
    if (request.method === 'GET') return read(mails, request);
    try {
      authorise(request, apiKey);
      return json(
        200,
        replayOr(replies, request, clock(), () => {
          const received = parse(request, clock());
          mails = [...mails, ...received];
          const ids = received.map(({ id }) => ({ id }));
          return request.path === '/emails' ? ids[0] : { data: ids };
        }),
      );
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      return json(error.status, { statusCode: error.status, name: error.name, message: error.message });
    }
  };

  const server = await serveWithFaults({ port: options.port, faults: options.faults ?? new Faults(), handle });
  return {
    url: server.url,
    mails: () => [...mails],
    lastTo: (address) => mails.findLast((mail) => isFor(mail, address)),
    clear: () => {
      mails = [];
    },
    changeKey: (key) => {
      apiKey = key;
    },
    close: server.close,
  };
}

type Replies = Map<string, { fingerprint: string; reply: unknown; at: number }>;

const KEY_LIFETIME = 24 * 60 * 60 * 1000;
const BATCH_LIMIT = 100;

function read(mails: Mail[], { path, query }: StandInRequest): StandInResponse {
  const newestFirst = mails.toReversed();
  const to = query.get('to');
  if (path === '/') return inboxPage(newestFirst);
  if (path === '/api/mails')
    return json(200, { data: to ? newestFirst.filter((mail) => isFor(mail, to)) : newestFirst });
  const mail = newestFirst.find(({ id }) => path === `/mail/${id}`);
  return mail ? mailPage(mail) : json(404, { statusCode: 404, name: 'not_found', message: 'Not found.' });
}

function isFor(mail: Mail, address: string): boolean {
  const wanted = address.trim().toLowerCase();
  return [...mail.to, ...mail.cc, ...mail.bcc].some((recipient) => bareAddress(recipient).toLowerCase() === wanted);
}

function bareAddress(recipient: string): string {
  return /<([^<>]*)>$/.exec(recipient)?.[1] ?? recipient;
}

function authorise({ headers }: StandInRequest, apiKey: string): void {
  const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (!key) throw new MailRefused(401, 'missing_api_key', 'Missing API key in the authorization header.');
  if (key !== apiKey) throw new MailRefused(403, 'invalid_api_key', 'API key is invalid.');
}

function replayOr(replies: Replies, request: StandInRequest, now: number, act: () => unknown): unknown {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return act();
  if (key.length < 1 || key.length > 256) {
    throw new MailRefused(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.');
  }
  const fingerprint = `${request.path} ${request.body}`;
  const known = replies.get(key);
  if (known && now - known.at < KEY_LIFETIME) {
    if (known.fingerprint === fingerprint) return known.reply;
    throw new MailRefused(
      409,
      'invalid_idempotent_request',
      'Same idempotency key used with a different request payload.',
    );
  }
  const reply = act();
  replies.set(key, { fingerprint, reply, at: now });
  return reply;
}

function parse({ method, path, body }: StandInRequest, now: number): Mail[] {
  if (path !== '/emails' && path !== '/emails/batch') {
    throw new MailRefused(404, 'not_found', 'The requested endpoint does not exist.');
  }
  if (method !== 'POST') {
    throw new MailRefused(405, 'method_not_allowed', 'Method is not allowed for the requested path.');
  }
  const payload = parseJson(body);
  if (path === '/emails') return [parseMail(payload, now)];
  if (!Array.isArray(payload) || payload.length < 1 || payload.length > BATCH_LIMIT) {
    throw new MailRefused(422, 'validation_error', `The payload must be an array of 1 to ${BATCH_LIMIT} emails.`);
  }
  return payload.map((item) => parseMail(item, now));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MailRefused(400, 'validation_error', 'The request body is not valid JSON.');
  }
}

function json(status: number, value: unknown): StandInResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
