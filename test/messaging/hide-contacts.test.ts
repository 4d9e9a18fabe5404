import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideContacts } from '../../src/messaging/index.ts';

describe('what leads past the marketplace is hidden', () => {
  test.each([
    ['an address', 'Write to ada.l+x@mail.example.org, please.', 'Write to •••, please.'],
    ['one that is torn apart', 'ada (at) example (dot) com', '•••'],
    ['one in full width', 'ada＠example．com', '•••'],
    ['one with letters that nobody sees', 'ada\u200b@exa\u200bmple.com', '•••'],
    ['a link', 'See https://example.com/flat?x=1 now', 'See ••• now'],
    ['a link without a scheme', 'See www.example.xyz now', 'See ••• now'],
    ['a domain', 'It is on my-flat.com/asheville as well', 'It is on ••• as well'],
    ['the way to a messenger', 'wa.me/18285550136', '•••'],
    ['a name at another service', 'I am @ada_l there', 'I am ••• there'],
    ['a telephone number', 'Call +1 (828) 555-0136!', 'Call •••!'],
    ['one without separators', '8285550136', '•••'],
    ['one of spaced digits', '8 2 8 5 5 5 0 1 3 6', '•••'],
    ['one in full width', '８２８５５５０１３６', '•••'],
    ['one with other digits', '٠١٧٠١٢٣٤٥٦٧', '•••'],
    ['one of keys', '0️⃣1️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣', '•••'],
    ['one with dashes as telephones type them', '0170–123–4567', '•••'],
    ['one that looks like a day', '2015-55-01-23', '•••'],
    ['one of pairs that could be days', '06.12.08.15.22', '•••'],
    ['a very long one, to its end', '1'.repeat(60), '•••'],
    ['an address without a domain', 'ada@gmail', '•••'],
    ['a domain in capitals', 'VILLA-ADA.COM or Villa-Ada.Com', '••• or •••'],
    ['a domain with a word for its dot', 'villa (DOT) com', '•••'],
    ['one beside a letter that stands for a phrase', 'ﷺ ada@example.com', 'ﷺ •••'],
    ['two at once', 'a@b.de or 0171 2345678', '••• or •••'],
  ])('%s', (_, text, shown) => {
    expect(hideContacts(text)).toEqual({ text: shown, isMasked: true });
  });
});

describe('what does not is left as it was written', () => {
  test.each([
    'We arrive 2027-06-12 and leave 2027-06-15.',
    'Vom 12.06.2027 - 15.06.2027, zu viert.',
    '12/06/2027-15/06/2027',
    'Is it free 12/07 - 19/07, or 12.07.-19.07.?',
    '10.07.27 - 14.07.27',
    '06/12 - 06/15, Jun 12-15 2027, summer 2026/2027',
    'We pay 1200 - 1500 EUR; 2 nights @ 95.00 EUR',
    'Flight LH 1234 11.08. 14.30',
    'Thanks.me too, arrive @ 7.30',
    'Is it 1,250.00 USD, or 1 250 EUR?',
    'At 15:00, or 9-11 am?',
    'Nice.We loved it.It was so quiet…',
    'Fits 2 adults & 3 kids (4, 6 and 10)?',
    'Meet me at the dot on the map',
    'Ça va, c’est à côté; der Schlüssel liegt z.B. unter der Matte.',
    'ﬁne ½ ①',
  ])('%s', (text) => {
    expect(hideContacts(text)).toEqual({ text, isMasked: false });
  });
});

test('the longest message is looked through in no time, whatever it is made of', () => {
  const worst = ['a.', '1 ', '(at)', 'a@', 'a-', '@a', '.', '1.1.', 'www.', '( dot )', '\u337f'].map((piece) =>
    piece.repeat(4_000 / piece.length),
  );
  const started = performance.now();
  for (let times = 0; times < 20; times += 1) for (const text of worst) hideContacts(text);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('of any text with an address in it nothing of the address is left', () => {
  const free = fc.string({ unit: fc.constantFrom(...'abc 1.,!\n-_('), maxLength: 40 });
  fc.assert(
    fc.property(free, free, (before, after) => {
      expect(hideContacts(`${before} ada@example.com ${after}`).text).not.toContain('example');
    }),
  );
});
