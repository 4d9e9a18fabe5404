import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { leavingKinds, linkKinds, optionalKinds } from '../../src/notifications/kinds.ts';
import { disputeLetter } from '../../src/notifications/letters/dispute-letters.ts';
import { catalogues, languages, wordsFor } from '../../src/notifications/words.ts';
import {
  disputed,
  disputes,
  laidOut,
  proposals,
  sampleLetters,
  stay,
  stayLetters,
  writeProposalLetter,
  writeStayLetter,
} from './samples.ts';

/** Mail programs cut longer ones off. */
const CUT_OFF = 100_000;

const placeholders = (message: string): string[] => {
  const names = new Set<string>();
  const collect = (elements: ReturnType<typeof parse>) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if ('options' in element) for (const { value } of Object.values(element.options)) collect(value);
    }
  };
  collect(parse(message, { ignoreTag: true }));
  return [...names].toSorted((a, b) => a.localeCompare(b));
};

test('there is a sample of every kind of letter', () => {
  const shown = new Set(sampleLetters('en').map(({ name }) => name.split('.')[0]));
  expect([...optionalKinds, ...linkKinds, ...leavingKinds].filter((kind) => !shown.has(kind))).toEqual([]);
});

describe.each(languages)('in %s', (language) => {
  test('every sentence has the placeholders of the English one', () => {
    for (const [key, message] of Object.entries(catalogues[language])) {
      const english = Object.entries(catalogues.en).find(([name]) => name === key)?.[1] ?? '';
      expect([key, placeholders(message)]).toEqual([key, placeholders(english)]);
    }
  });

  test.each(sampleLetters(language))('$name says everything, as HTML and as text', ({ name, letter }) => {
    const { subject, html, text } = laidOut(language, letter, name);
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${language}"`));
    expect(html.length).toBeLessThan(CUT_OFF);
    expect(subject).not.toBe('');
    const facts = (letter.facts ?? []).flatMap(({ label, value }) => [label, value]);
    const said = [letter.subject, ...letter.paragraphs, ...facts, ...(letter.notes ?? []), letter.action?.label ?? ''];
    for (const piece of said) {
      expect(piece).not.toMatch(/[{}]|undefined|null|NaN/);
      expect(text).toContain(piece);
      expect(html).toContain(piece);
    }
    expect(text.split('\n')).toContain(letter.action?.href);
    expect(html).toContain(`<a href="${letter.action?.href.replaceAll('&', '&amp;')}"`);
    expect(html.includes('<a href="https://api.stays.example/unsubscribe/a.b.c"')).toBe(
      ![...linkKinds, ...leavingKinds].some((kind) => kind === name),
    );
  });

  test('nothing of a letter is English but what people wrote', () => {
    if (language === 'en') return;
    const english = new Map(sampleLetters('en').map(({ name, letter }) => [name, letter]));
    for (const { name, letter } of sampleLetters(language)) {
      const same = letter.paragraphs.filter((text) => english.get(name)?.paragraphs.includes(text));
      expect([name, same]).toEqual([name, []]);
    }
  });
});

test('in French no line begins with a punctuation mark, and in German everybody is addressed as Sie', () => {
  expect(Object.values(catalogues.fr).filter((text) => / [:;!?»]/.test(text))).toEqual([]);
  expect(Object.values(catalogues.de).filter((text) => /\b(du|dich|dir|dein\w*)\b/i.test(text))).toEqual([]);
});

test('days and times are those of the listing, in the form of who reads', () => {
  const facts = (locale: string) =>
    writeStayLetter('booking-confirmed', stay, 'guest', wordsFor(locale))?.facts?.map(({ value }) => value) ?? [];
  const plain = (value = '') => value.replaceAll(/\s/g, ' ');
  expect(plain(facts('en-US')[1])).toBe('Saturday, June 12, 2027, from 3:00 PM to 9:00 PM');
  expect(plain(facts('en-GB')[1])).toMatch(/^Saturday,? 12 June 2027, from 15:00 to 21:00$/);
  expect(plain(facts('fr')[1])).toBe('samedi 12 juin 2027, de 15:00 à 21:00');
  expect(plain(facts('de-AT')[1])).toBe('Samstag, 12. Juni 2027, von 15:00 bis 21:00 Uhr');
  expect(plain(facts('de-AT')[2])).toBe('Dienstag, 15. Juni 2027, bis 11:00 Uhr');
  expect(plain(facts('es')[1])).toBe('sábado, 12 de junio de 2027, de las 15:00 a las 21:00');
  // Where guests are let in at any hour after.
  const open = { ...stay, check_in_until: null };
  const unbounded = (locale: string) =>
    plain(writeStayLetter('booking-confirmed', open, 'guest', wordsFor(locale))?.facts?.[1]?.value);
  expect(unbounded('en-US')).toBe('Saturday, June 12, 2027, from 3:00 PM');
  expect(unbounded('fr')).toBe('samedi 12 juin 2027, à partir de 15:00');
  expect(unbounded('es')).toBe('sábado, 12 de junio de 2027, a partir de las 15:00');
  // Noon in UTC is eight in the morning where the listing is.
  const noon = wordsFor('en-US').instant(new Date('2027-06-10T12:00:00Z'), 'America/New_York');
  expect(plain(noon)).toBe('Thursday, June 10 at 8:00 AM EDT');
  // With a minus, which no line ends after.
  const abroad = wordsFor('es').instant(new Date('2027-06-10T12:00:00Z'), 'America/New_York');
  expect(plain(abroad)).toBe('jueves, 10 de junio, 8:00 GMT−4');
});

test('who reads a language that is not ours reads English, dates and amounts too', () => {
  const letter = writeStayLetter('booking-confirmed', stay, 'guest', wordsFor('ja-JP'));
  expect(letter).toEqual(writeStayLetter('booking-confirmed', stay, 'guest', wordsFor('en')));
});

test('amounts have the digits of their currency', () => {
  const words = wordsFor('en');
  expect([words.money(411_12, 'USD'), words.money(41_112, 'JPY'), words.money(41_110, 'KWD')]).toEqual([
    '$411.12',
    '¥41,112',
    expect.stringMatching(/^KWD\s41\.110$/),
  ]);
});

test('what people wrote is text: no markup of theirs, no placeholder, no line in a subject', () => {
  const hostile = {
    ...stay,
    listing_title: '<img src=x onerror=alert(1)>\n{guest} "&\'',
    guest_name: '<script>alert(1)</script>',
  };
  for (const language of languages) {
    const letter = writeStayLetter('booking-confirmed', hostile, 'host', wordsFor(language));
    if (letter === undefined) throw new Error('no letter');
    const { subject, html, text } = laidOut(language, letter, 'booking-confirmed');
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(subject).not.toContain('\n');
    expect(text).toContain('{guest} "&\'');
  }
});

test('what people wrote writes no line of its own, and turns no direction of what follows', () => {
  const hostile = {
    ...stay,
    listing_title: 'Loft\u2028You owe: $100.00',
    guest_name: 'Ada \u202e\n\r\nYou receive: $9,999.00\tPay at evil.example\u2066',
  };
  for (const language of languages) {
    const letter = writeStayLetter('booking-confirmed', hostile, 'host', wordsFor(language));
    if (letter === undefined) throw new Error('no letter');
    const { subject, html, text } = laidOut(language, letter, 'booking-confirmed');
    const lines = text.split(/[\n\r\u2028\u2029]/);
    expect(lines.filter((each) => /^(You receive: \$9|You owe|Pay at)/.test(each))).toEqual([]);
    expect(text).toContain('Ada You receive: $9,999.00 Pay at evil.example');
    for (const part of [subject, html, text]) expect(part).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }
});

test('the address of a listing is in no letter but those to the guest of a confirmed stay', () => {
  const tells = sampleLetters('en')
    .filter(({ letter }) => JSON.stringify(letter).includes('River Street'))
    .map(({ name }) => name);
  expect(tells).toEqual([
    'booking-confirmed.guest',
    'booking-confirmed.rest.guest',
    'booking-confirmed.uncharged.guest',
    'arriving.guest',
  ]);
});

test('a letter whose state has moved on is not written', () => {
  const states = {
    'booking-requested': { state: 'confirmed', expires_at: null },
    'booking-reminder': { accepted_at: stay.created_at },
    'booking-expired': { state: 'confirmed' },
    'booking-accepted': { state: 'confirmed' },
    'booking-declined': { state: 'confirmed' },
    'booking-confirmed': { state: 'cancelled' },
    'booking-altered': { state: 'cancelled' },
    'booking-cancelled': { state: 'confirmed' },
    arriving: { state: 'cancelled' },
    'review-open': { reviewed_by: ['guest', 'host'] },
    'rest-due': { state: 'cancelled' },
    'rest-failed': { rest: null },
    'rest-unpaid': { rest: null },
    'payment-failed': { state: 'confirmed', expires_at: null },
  } as const;
  for (const { name, kind, side, stay: of } of stayLetters) {
    const moved = { ...of, ...states[kind], reviewed_by: kind === 'review-open' ? [side] : [] };
    expect([name, writeStayLetter(kind, moved, side, wordsFor('en'))]).toEqual([name, undefined]);
  }
});

test('of a proposal the other side is told, and who made it of its end, unless either is over', () => {
  const write = (name: string, change: object, side?: 'guest' | 'host') => {
    const told = proposals[name];
    if (told === undefined) throw new Error(`no letter ${name}`);
    return writeProposalLetter(told.kind, { ...told.proposal, ...change }, side ?? told.side, wordsFor('en'));
  };
  expect(write('alteration-proposed.host', {}, 'guest')).toBeUndefined();
  expect(write('alteration-proposed.host', { state: 'accepted', expires_at: null })).toBeUndefined();
  expect(write('alteration-proposed.host', { expires_at: '2027-06-10T12:00:00Z' })).toBeUndefined();
  expect(write('alteration-answered.guest', {}, 'host')).toBeUndefined();
  expect(write('alteration-answered.guest', { state: 'accepted' })).toBeUndefined();
  expect(write('alteration-failed.host', { state: 'accepted' })).toBeUndefined();
  const values = (letter: ReturnType<typeof write>) => letter?.facts?.slice(-2).map(({ value }) => value);
  expect(values(write('alteration-proposed.guest', {}))).toEqual(['$548.16', '$137.04']);
  expect(values(write('alteration-proposed.host', {}))).toEqual(['$465.60', '$116.40']);
});

test('a dispute that has ended is not told of as open, nor the other way round', () => {
  const words = wordsFor('en');
  const page = (path: string) => path;
  for (const { kind, state } of Object.values(disputes)) {
    const other = state === 'open' ? 'won' : 'answered';
    expect(disputeLetter(kind, disputed(other), { words, page })).toBeUndefined();
  }
});
