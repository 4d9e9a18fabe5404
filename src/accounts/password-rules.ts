import { Problem } from '../kernel/problem.ts';

const MIN_CHARACTERS = 10;
const MAX_CHARACTERS = 200;

/** Whom a password is for. */
interface PasswordOwner {
  email: string;
  name: string;
}

/** A password in the one form that is hashed (NFKC), whatever keyboard or system it was typed on. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Why a new password is refused, whoever it is for; nothing when it is fine. Length counts, composition does not
 * (NIST SP 800-63B).
 */
export function passwordFault(password: string): string | undefined {
  const length = [...password].length;
  if (length < MIN_CHARACTERS) return `has fewer than ${MIN_CHARACTERS} characters`;
  if (length > MAX_CHARACTERS) return `has more than ${MAX_CHARACTERS} characters`;
  if (/^(.{1,2})\1+$/su.test(password)) return 'repeats one or two characters';
  return commonest.has(password.toLowerCase()) ? 'is one of the commonest passwords' : undefined;
}

/** Why a new password is refused for this person; nothing when it is fine. */
export function personalPasswordFault(password: string, owner: PasswordOwner): string | undefined {
  const [localPart = ''] = owner.email.split('@');
  const known = [owner.email, localPart, owner.name].map((text) => normalisePassword(text).toLowerCase());
  return known.includes(password.toLowerCase()) ? 'is the name or the e-mail address of the account' : undefined;
}

/** Throws `invalid-input` for a `newPassword` that is refused for this person. */
export function refusePersonalPassword(newPassword: string, owner: PasswordOwner): void {
  const detail = personalPasswordFault(newPassword, owner);
  if (detail === undefined) return;
  throw new Problem('invalid-input', { errors: [{ pointer: '/newPassword', code: 'refused', detail }] });
}

// Those of the commonest passwords in published leaks that are long enough.
const commonest: ReadonlySet<string> = new Set([
  '0123456789',
  '0987654321',
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  '123456789a',
  '12345678910',
  '1234567890',
  '1234567891',
  '123456789123',
  '1234567890a',
  '123123123123',
  '147258369a',
  '9876543210',
  'abcd123456',
  'abcdefghij',
  'abc1234567',
  'administrator',
  'asdfghjkl1',
  'asdfghjkl;',
  'asdfghjkl123',
  'baseball123',
  'changeme123',
  'football123',
  'iloveyou12',
  'iloveyou123',
  'letmein123',
  'passw0rd123',
  'password01',
  'password10',
  'password11',
  'password12',
  'password123',
  'password1234',
  'password123!',
  'princess123',
  'q1w2e3r4t5',
  'q1w2e3r4t5y6',
  'qazwsxedcrfv',
  'qwerty1234',
  'qwerty12345',
  'qwerty123456',
  'qwertyuiop',
  'qwertyuiop123',
  'superman123',
  'unknown123',
  'welcome123',
  'welcome1234',
  'zxcvbnm123',
]);
