import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Faults } from '../../local/faults.ts';
import { startMailbox } from '../../local/mailbox/index.ts';
import { createMail, MailError } from '../../src/platform/mail/index.ts';

const faults = new Faults();
let now = Date.UTC(2026, 0, 1);
const mailbox = await startMailbox({ faults, clock: () => now });
const mail = createMail({ url: mailbox.url, apiKey: 're_local', from: 'Innkeep <stay@innkeep.test>' });
const welcome = {
  to: 'Guest@example.com',
  subject: 'Welcome',
  text: 'Hello',
  html: '<p>Hello</p><script>alert(1)</script>',
  idempotencyKey: 'welcome/1',
};

afterAll(() => mailbox.close());
beforeEach(() => {
  mailbox.clear();
  faults.reset();
  now += 48 * 3_600_000;
});

describe('sending', () => {
  test('a mail arrives whole, found by its address in any case', async () => {
    await mail.send({ ...welcome, headers: { 'List-Unsubscribe': '<https://innkeep.test/u>' } });
    expect(mailbox.lastTo('guest@EXAMPLE.com')).toMatchObject({
      from: 'Innkeep <stay@innkeep.test>',
      to: ['Guest@example.com'],
      subject: 'Welcome',
      text: 'Hello',
      headers: { 'List-Unsubscribe': '<https://innkeep.test/u>' },
    });
    expect(mailbox.lastTo('other@example.com')).toBeUndefined();
  });

  test('a mail sent again after a lost answer arrives once', async () => {
    faults.use((n) => (n === 1 ? 'reset-after' : undefined));
    await expect(mail.send(welcome)).rejects.toMatchObject({ status: undefined, retryable: true });
    await mail.send(welcome);
    expect(mailbox.mails()).toHaveLength(1);
  });

  test('a key used for another mail is refused for 24 hours, for good', async () => {
    await mail.send(welcome);
    await expect(mail.send({ ...welcome, subject: 'Other' })).rejects.toMatchObject({ status: 409, retryable: false });
    now += 24 * 3_600_000;
    await mail.send({ ...welcome, subject: 'Other' });
    expect(mailbox.mails().map(({ subject }) => subject)).toEqual(['Welcome', 'Other']);
  });

  test.each([
    ['http-500', { status: 500, retryable: true }],
    ['http-429', { status: 429, retryable: true }],
    ['garbage', { status: undefined, retryable: true }],
    ['refuse', { status: undefined, retryable: true }],
  ] as const)('on %s nothing counts as sent', async (fault, expected) => {
    faults.use(() => fault);
    await expect(mail.send(welcome)).rejects.toMatchObject(expected);
    expect(mailbox.mails()).toEqual([]);
  });

  test('an error names the status and never the recipient', async () => {
    const error = await mail.send({ ...welcome, to: 'not-an-address' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MailError);
    expect(error).toMatchObject({ status: 422, retryable: false });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('not-an-address');
  });
});

describe('refusals in the shape of the real service', () => {
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(mailbox.url + path, {
      method: 'POST',
      headers: { authorization: 'Bearer re_local', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const valid = { from: 'a@innkeep.test', to: 'b@example.com', subject: 'S', text: 'T' };

  test.each([
    ['no text', { ...valid, text: undefined }, 'missing_required_field', 'Missing `html` or `text` field.'],
    ['no recipient', { ...valid, to: undefined }, 'missing_required_field', 'Missing `to` field.'],
    ['an empty list of recipients', { ...valid, to: [] }, 'validation_error', '`to`'],
    ['a malformed sender', { ...valid, from: 'Innkeep' }, 'validation_error', '`from`'],
    ['a line break in the subject', { ...valid, subject: 'S\r\nBcc: x@y.z' }, 'validation_error', '`subject`'],
    ['a field that does not exist', { ...valid, replyTo: 'x@y.z' }, 'validation_error', 'replyTo'],
  ])('%s', async (_, body, name, message) => {
    expect(await post('/emails', body)).toEqual({
      status: 422,
      body: { statusCode: 422, name, message: expect.stringContaining(message) },
    });
    expect(mailbox.mails()).toEqual([]);
  });

  test('a key is needed, and the right one', async () => {
    expect(await post('/emails', valid, { authorization: '' })).toMatchObject({
      status: 401,
      body: { name: 'missing_api_key' },
    });
    expect(await post('/emails', valid, { authorization: 'Bearer re_x' })).toMatchObject({ status: 403 });
  });

  test('a batch goes out whole or not at all', async () => {
    expect(await post('/emails/batch', [valid, valid])).toMatchObject({
      body: { data: [{ id: expect.any(String) }, {}] },
    });
    expect(mailbox.mails()).toHaveLength(2);
    expect((await post('/emails/batch', [valid, { ...valid, to: 'nobody' }])).status).toBe(422);
    expect(mailbox.mails()).toHaveLength(2);
  });

  test('malformed JSON, an unknown path and an overlong key', async () => {
    expect(await post('/emails', '{')).toMatchObject({ status: 400, body: { name: 'validation_error' } });
    expect(await post('/domains', {})).toMatchObject({ status: 404, body: { name: 'not_found' } });
    expect(await post('/emails', valid, { 'idempotency-key': 'k'.repeat(257) })).toMatchObject({
      status: 400,
      body: { name: 'invalid_idempotency_key' },
    });
  });
});

describe('reading', () => {
  test('the page of a mail escapes its text and runs none of its scripts', async () => {
    await mail.send({ ...welcome, subject: '<img src=x onerror=alert(1)>' });
    const [received] = mailbox.mails();
    const list = await fetch(mailbox.url);
    expect(await list.text()).toContain(`/mail/${received?.id}`);
    const response = await fetch(`${mailbox.url}/mail/${received?.id}`);
    const page = await response.text();
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;script&gt;');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('mails are listed as JSON, newest first, by recipient', async () => {
    await mail.send(welcome);
    await mail.send({ ...welcome, subject: 'Again', idempotencyKey: 'welcome/2' });
    await mail.send({ ...welcome, to: 'x@example.com', idempotencyKey: 'welcome/3' });
    const response = await fetch(`${mailbox.url}/api/mails?to=guest@example.com`);
    expect(await response.json()).toMatchObject({ data: [{ subject: 'Again' }, { subject: 'Welcome' }] });
  });
});
