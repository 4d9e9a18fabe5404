import { expect, test } from 'vitest';
import { readAccounts } from '../../scripts/story/stack.ts';

test('the accounts of the story are an address and a password each, which may have colons', () => {
  expect(readAccounts(' ada@example.com:a:b\n grace@example.com:c ')).toEqual([
    ['ada@example.com', 'a:b'],
    ['grace@example.com', 'c'],
  ]);
});

test.each([
  ['', 'it names 0 accounts, and the story is about two'],
  ['ada@example.com:hush', 'it names 1 accounts, and the story is about two'],
  ['ada@example.com:hush grace@example.com', 'its account no. 2 of 2 is not an address, a colon and a password'],
  ['ada:hush grace@example.com:hush', 'its account no. 1 of 2 is not an address, a colon and a password'],
])('STORY_ACCOUNTS=%j is refused by what is wrong and what to set, and no password is told', (text, why) => {
  const read = () => readAccounts(text);
  expect(read).toThrow(`STORY_ACCOUNTS cannot be read: ${why}. Set it to two verified accounts`);
  expect(read).not.toThrow('hush');
});
