/** What stands in the place of what is hidden. */
const HIDDEN = '•••';

/** A telephone number has more digits than a price or a time, and a calendar day is none. */
const FEWEST_DIGITS = 7;

// Of the domains that messages name, and of the shorteners by which messengers are reached.
const topLevels =
  'com|net|org|info|biz|io|co|app|dev|eu|uk|us|ca|au|nz|de|at|ch|fr|be|nl|lu|es|pt|it|ie|dk|se|fi|pl|cz|gr|hr|mx|br|gl|ly|ee|link|site|online|shop|travel|house|rent';
// A full stop without a space behind it makes these of words; with a path they are none.
const wordLevels = 'me|no';
const at = String.raw`(?:@|\s*[(\[{]\s*(?:at|AT|arobase|arroba)\s*[)\]}]\s*)`;
const dot = String.raw`(?:\.|\s*[(\[{]\s*(?:dot|Dot|DOT|punkt|point|punto)\s*[)\]}]\s*)`;
const path = String.raw`\/[^\s<>"]*`;

// Each begins where a run of letters does: from every letter of a long one it would be looked for again and again.
const address = new RegExp(
  String.raw`(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+${at}[\p{L}\p{N}-]{1,63}(?:${dot}[\p{L}\p{N}-]{1,63}){0,5}`,
  'gu',
);
const link = /(?:https?:\/\/|www\.)[^\s<>"]+/giu;
const domain = new RegExp(
  String.raw`(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]{1,63}${dot}){1,5}` +
    `(?:(?:${topLevels}|${topLevels.toUpperCase()}|Com|Net|Org)(?![\\p{L}\\p{N}-])(?:${path})?|(?:${wordLevels})${path})`,
  'gu',
);
const handle = /(?<![\p{L}\p{N}._-])@[\p{L}\p{N}._]{3,40}/gu;
const digits = /\+?\p{Nd}(?:[\s()./_*\p{Pd}]{0,4}\p{Nd}){6,}/gu;

// Days with a year or without one, one of them or from one to another, and years; nothing that goes on as a number does.
const one = '(?:0?[1-9]|[12][0-9]|3[01])';
const day = String.raw`(?:(?:19|20)\d\d[-./]${one}[-./]${one}|${one}[-./]${one}(?:[-./](?:(?:19|20)?\d\d)?)?)`;
const year = String.raw`(?:19|20)\d\d(?:\/(?:19|20)?\d\d)?`;
const days = new RegExp(String.raw`(?<!\d[-./]?)(?:${day}(?:\s*[-–—\/]\s*${day})?|${year})(?![-./]?\d)`, 'g');
const range = /^\d{1,4} [-–—] \d{1,4}$/;

// Two letters stand for a phrase each: written out, a page of messages full of them would be ten megabytes.
const exceptPhrases = /[^\ufdfa\ufdfb]+/g;

// Letters that cannot be seen, by which an address is torn apart.
const unseen = /\p{DI}|\u20e3|[\u2028-\u202e]/gu;

/**
 * The text without e-mail addresses, telephone numbers, links and names at other services, as far as they are written so
 * that a program reads them: a hurdle for who would lead a guest past the marketplace, and no lock.
 */
export function hideContacts(text: string): { text: string; isMasked: boolean } {
  // Of letters of full width and the like a program sees no less than a person.
  const plain = text.replace(exceptPhrases, (run) => run.normalize('NFKC')).replace(unseen, '');
  const hidden = [address, link, domain, handle]
    .reduce((rest, contact) => rest.replace(contact, HIDDEN), plain)
    .replace(digits, (found) => (isTelephone(found) ? HIDDEN : found));
  return hidden === plain ? { text, isMasked: false } : { text: hidden, isMasked: true };
}

function isTelephone(found: string): boolean {
  if (range.test(found)) return false;
  return found.replace(days, '').replace(/\P{Nd}/gu, '').length >= FEWEST_DIGITS;
}
