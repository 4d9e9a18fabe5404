import { IntlMessageFormat } from 'intl-messageformat';

import type { Currency } from '../kernel/currencies.ts';
import type { PlainDate } from '../kernel/dates.ts';
import { moneyText } from '../kernel/money-text.ts';
import { de } from './messages/de/index.ts';
import { en, type Messages } from './messages/en/index.ts';
import { es } from './messages/es/index.ts';
import { fr } from './messages/fr/index.ts';

type MessageKey = keyof Messages;
export type Values = Readonly<Record<string, string | number>>;

/** Everything that is written in a reader's language. */
export interface Words {
  /** Of the languages that there are, the reader's; BCP 47. */
  language: Language;
  /** A message, its placeholders filled. */
  say(key: MessageKey, values?: Values): string;
  /** A day without a time. */
  day(date: PlainDate): string;
  /** A time of day, from HH:MM. */
  time(clock: string): string;
  /** An instant, by the clocks of that zone, which it names. */
  instant(at: Date, timeZone: string): string;
  money(amount: number, currency: Currency): string;
  /** A country, by its ISO 3166 code of two letters; one that is none's stays as it is. */
  country(code: string): string;
}

export const languages = ['en', 'fr', 'de', 'es'] as const;
type Language = (typeof languages)[number];

export const catalogues: Readonly<Record<Language, Messages>> = { en, fr, de, es };

/**
 * The words for who reads by this locale: dates and amounts in its own form where its language is one of ours, all in
 * English where it isn't.
 */
export function wordsFor(locale: string): Words {
  const language = languages.find((known) => locale.toLowerCase().split('-')[0] === known);
  const tag = language === undefined ? 'en' : locale;
  const messages = catalogues[language ?? 'en'];
  const plain = (options: Intl.DateTimeFormatOptions, at: string) =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).format(new Date(at));
  return {
    language: language ?? 'en',
    // Nothing that people wrote is ever parsed: it comes in as values.
    say: (key, values = {}) =>
      String(new IntlMessageFormat(messages[key], tag, undefined, { ignoreTag: true }).format(values)),
    day: (date) => plain({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, `${date}T00:00:00Z`),
    time: (clock) => plain({ hour: 'numeric', minute: '2-digit' }, `2000-01-01T${clock}:00Z`),
    instant: (at, timeZone) =>
      new Intl.DateTimeFormat(tag, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        hour: 'numeric',
        minute: '2-digit',
        timeZoneName: 'short',
        timeZone,
      })
        .format(at)
        // A line may end after a hyphen, and GMT-4 is not GMT.
        .replace('GMT-', 'GMT\u2212'),
    money: (amount, currency) => moneyText(amount, currency, tag),
    country: (code) => new Intl.DisplayNames(tag, { type: 'region' }).of(code) ?? code,
  };
}
