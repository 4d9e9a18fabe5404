import { expect, test } from 'vitest';
import { normalisePassword, passwordFault, personalPasswordFault } from '../../src/accounts/password-rules.ts';

const ada = { email: 'ada.lovelace@stays.example', name: 'Ada King-Noel' };

test('length counts, and composition does not', () => {
  expect(passwordFault('ninechars')).toBe('has fewer than 10 characters');
  expect(passwordFault('🦩🦚🦜🦢🦆🦉🐦🐧🐔')).toBe('has fewer than 10 characters');
  expect(passwordFault('🦩🦚🦜🦢🦆🦉🐦🐧🐔🐓')).toBeUndefined();
  expect(passwordFault('all lower case')).toBeUndefined();
  expect(passwordFault('ab'.repeat(50).replace('ab', 'cd'))).toBeUndefined();
  expect(passwordFault('seven herons '.repeat(16))).toBe('has more than 200 characters');
});

test('what everybody tries first is refused, however it is capitalised', () => {
  for (const common of ['1234567890', 'PASSWORD123', 'Qwertyuiop', 'iloveyou123']) {
    expect(passwordFault(common)).toBe('is one of the commonest passwords');
  }
  expect(passwordFault('aaaaaaaaaaaa')).toBe('repeats one or two characters');
  expect(passwordFault('abababababab')).toBe('repeats one or two characters');
});

test('the name and the address of the account are refused as its password', () => {
  for (const known of ['ada.lovelace@stays.example', 'ADA.LOVELACE', 'ada king-noel']) {
    expect(personalPasswordFault(known, ada)).toBe('is the name or the e-mail address of the account');
  }
  expect(personalPasswordFault('ada.lovelace likes bees', ada)).toBeUndefined();
});

test('full-width and composed characters are the same password as their plain forms', () => {
  expect(normalisePassword('ｓｅｖｅｎ ｈｅｒｏｎｓ')).toBe('seven herons');
  expect(normalisePassword('cafe\u0301')).toBe(normalisePassword('caf\u00e9'));
});
