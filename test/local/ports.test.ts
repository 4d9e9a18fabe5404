import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { onUsualPort } from '../../local/stack/ports.ts';

/** A part of the stack that listens at 127.0.0.1 until the test is over, and tells where. */
const listen = (port: number) =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(new Error('It did not start.', { cause: error })));
    server.listen(port, '127.0.0.1', () => resolve(port));
    onTestFinished(() => new Promise((closed) => server.close(() => closed())));
  });

test('a part whose usual port is taken takes another, and says so', async () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const first = await onUsualPort('storage', listen, say);
  const heard = said.length;
  const second = await onUsualPort('storage', listen, say);
  expect(second).not.toBe(first);
  expect(said.slice(heard)).toEqual([`Port 9000 is taken; storage takes another.`]);
});

test('one that fails for another reason is not tried elsewhere', async () => {
  const tried: number[] = [];
  const failing = async (port: number) => {
    tried.push(port);
    throw new Error('no disk');
  };
  await expect(onUsualPort('mailbox', failing, () => undefined)).rejects.toThrow('no disk');
  expect(tried).toEqual([8025]);
});
