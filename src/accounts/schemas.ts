import { isTimeZone } from '../kernel/dates.ts';
import { idPattern } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { currencyField, instantField, textField } from '../platform/http/fields.ts';
import { normalisePassword, passwordFault, personalPasswordFault } from './password-rules.ts';

/** An e-mail address as accounts have it. */
export const emailField = z
  .string()
  .trim()
  .max(254)
  .regex(z.regexes.email, 'is not an e-mail address')
  .openapi({ type: 'string', format: 'email', example: 'ada@stays.example' });

/** A password as it is tried. Rules are for new ones: what was once accepted must stay usable. */
const passwordField = z
  .string()
  .min(1)
  .max(1000)
  .transform(normalisePassword)
  .openapi({ type: 'string', format: 'password', example: 'seven herons at dawn' });

const newPasswordField = z
  .string()
  .max(1000)
  .transform(normalisePassword)
  .superRefine((password, issue) => {
    const message = passwordFault(password);
    if (message !== undefined) issue.addIssue({ code: 'custom', message });
  })
  .openapi({
    type: 'string',
    format: 'password',
    description: '10 to 200 characters, whichever; not one of the commonest, nor the name or address of the account.',
    example: 'seven herons at dawn',
  });

const tokenField = z.string().min(1).max(200);
const linkTokenExample = 'eml_01kav0h2e6f8w9x3m5n7p9q1r3.Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE';
const linkTokenField = tokenField.openapi({
  description: 'From the fragment of the mailed link: `#token=…`.',
  example: linkTokenExample,
});

const nameField = textField(1, 80).openapi({ example: 'Ada' });
const aboutField = textField(0, 2000).openapi({ example: 'I keep bees and two cabins.' });
const languageField = z.string().regex(/^[a-z]{2,3}$/, 'is not an ISO 639 code such as en');
const localeField = z.string().max(35).refine(isLocale, 'is not a BCP 47 language tag').openapi({ example: 'en-GB' });
const languagesField = z
  .array(languageField)
  .max(20)
  .openapi({ example: ['en', 'fr'] });

export const SignUp = z
  .strictObject({
    email: emailField,
    password: newPasswordField,
    name: nameField,
    locale: localeField
      .default('en')
      .openapi({ description: 'In which language mails are written, the first one too.' }),
  })
  .superRefine((person, issue) => {
    const message = personalPasswordFault(person.password, person);
    if (message !== undefined) issue.addIssue({ code: 'custom', path: ['password'], message });
  })
  .openapi('SignUp', { example: { email: 'ada@stays.example', password: 'seven herons at dawn', name: 'Ada' } });

export const EmailAddress = z
  .strictObject({ email: emailField })
  .openapi('EmailAddress', { example: { email: 'ada@stays.example' } });

export const Accepted = z
  .strictObject({ message: z.string() })
  .openapi('Accepted', { example: { message: 'If the address can be used for this, a mail is on its way to it.' } });
export type Accepted = z.input<typeof Accepted>;

export const EmailVerification = z
  .strictObject({ token: linkTokenField, password: passwordField })
  .openapi('EmailVerification', { example: { token: linkTokenExample, password: 'seven herons at dawn' } });
export type EmailVerification = z.output<typeof EmailVerification>;

export const PasswordReset = z
  .strictObject({ token: linkTokenField, newPassword: newPasswordField })
  .openapi('PasswordReset', { example: { token: linkTokenExample, newPassword: 'eight herons at dusk' } });

export const PasswordChange = z
  .strictObject({ currentPassword: passwordField, newPassword: newPasswordField })
  .openapi('PasswordChange', {
    example: { currentPassword: 'seven herons at dawn', newPassword: 'eight herons at dusk' },
  });

export const EmailChange = z
  .strictObject({ email: emailField, currentPassword: passwordField })
  .openapi('EmailChange', { example: { email: 'ada@herons.example', currentPassword: 'seven herons at dawn' } });

export const EmailChangeConfirmation = z
  .strictObject({ token: linkTokenField, password: passwordField })
  .openapi('EmailChangeConfirmation', { example: { token: linkTokenExample, password: 'seven herons at dawn' } });

export const CurrentPassword = z
  .strictObject({ currentPassword: passwordField })
  .openapi('CurrentPassword', { example: { currentPassword: 'seven herons at dawn' } });

export const SignIn = z
  .strictObject({ email: emailField, password: passwordField })
  .openapi('SignIn', { example: { email: 'ada@stays.example', password: 'seven herons at dawn' } });

export const Refresh = z
  .strictObject({ refreshToken: tokenField })
  .openapi('Refresh', { example: { refreshToken: 'q3Yb0m1nJrK4vT8xW2zL5cP7dF9gH6sA0eU3iO1tR8k' } });

export const Tokens = z
  .strictObject({
    accessToken: z.string().openapi({ description: 'A JWT; send it as `Authorization: Bearer …`.' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().openapi({ description: 'Seconds that the access token is good for.' }),
    refreshToken: z.string().openapi({ description: 'Good for one use within 30 days; it brings its successor.' }),
  })
  .openapi('Tokens', {
    example: {
      accessToken: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: 'q3Yb0m1nJrK4vT8xW2zL5cP7dF9gH6sA0eU3iO1tR8k',
    },
  });
export type Tokens = z.input<typeof Tokens>;

const personExample = {
  id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3',
  name: 'Ada',
  about: 'I keep bees and two cabins.',
  languages: ['en', 'fr'],
  avatarUrl: null,
  createdAt: '2026-11-23T21:07:12.000Z',
};

const personShape = {
  id: z.string().regex(idPattern('person')),
  name: z.string(),
  about: z.string(),
  languages: z.array(z.string()),
  avatarUrl: z.string().nullable(),
  createdAt: instantField,
};

export const Person = z
  .strictObject(personShape)
  .openapi('Person', { description: 'What anybody sees of a person.', example: personExample });

/** A person beside what they have or said; each contract calls them what they are there: host, guest, author. */
export const PersonInBrief = z
  .strictObject({ id: z.string(), name: z.string(), avatarUrl: z.string().nullable() })
  .openapi({ example: { id: personExample.id, name: personExample.name, avatarUrl: null } });

export const Me = z
  .strictObject({
    ...personShape,
    email: z.string(),
    emailVerified: z.boolean(),
    roles: z.array(z.enum(['admin', 'support'])),
    locale: z.string(),
    timeZone: z.string(),
    currency: z.string(),
  })
  .openapi('Me', {
    description: 'What only the person sees.',
    example: {
      ...personExample,
      email: 'ada@stays.example',
      emailVerified: true,
      roles: [],
      locale: 'en',
      timeZone: 'America/New_York',
      currency: 'USD',
    },
  });
export type Me = z.input<typeof Me>;

export const ProfileChanges = z
  .strictObject({
    name: nameField.optional(),
    about: aboutField.optional(),
    languages: languagesField.optional(),
    avatarUrl: z
      .url({ protocol: /^https$/, hostname: z.regexes.domain })
      .max(500)
      .nullable()
      .optional()
      .openapi({ example: 'https://images.example/ada.jpg' }),
    locale: localeField.optional(),
    timeZone: z.string().max(64).refine(isTimeZone, 'is not an IANA time zone').optional().openapi({ example: 'UTC' }),
    currency: currencyField.optional(),
  })
  .openapi('ProfileChanges', {
    description: 'What is absent stays as it is.',
    example: { about: 'I keep bees and two cabins.', languages: ['en', 'fr'] },
  });

const Session = z
  .strictObject({
    id: z.string().regex(idPattern('session')),
    createdAt: instantField,
    expiresAt: instantField.openapi({ description: 'Unless it is refreshed before.' }),
    current: z.boolean().openapi({ description: 'Whether it is the one that asks.' }),
  })
  .openapi('Session', {
    example: {
      id: 'ses_01kav0h2e6f8w9x3m5n7p9q1r3',
      createdAt: '2026-11-23T21:07:12.000Z',
      expiresAt: '2026-12-23T21:07:12.000Z',
      current: true,
    },
  });

export const Sessions = z.strictObject({ data: z.array(Session) }).openapi('Sessions', {
  description: 'Live sessions, newest first.',
  example: { data: [] },
});

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
