/** What stands in the place of what is hidden. */
const HIDDEN = '•••';

/** A telephone number has more digits than a price or a time, and a calendar day is none. */
const FEWEST_DIGITS = 7;

// Of the domains that messages name, and of the shorteners by which messengers are reached.
const topLevels =
  'com|net|org|info|biz|io|co|me|app|dev|eu|uk|us|ca|au|nz|de|at|ch|fr|be|nl|lu|es|pt|it|ie|dk|se|no|fi|pl|cz|gr|hr|mx|br|gl|ly|ee|link|site|online|shop|travel|house|rent';
const at = String.raw`\s*(?:@|[(\[{]\s*(?:at|arobase|arroba)\s*[)\]}])\s*`;
const dot = String.raw`(?:\s*[(\[{]\s*(?:dot|punkt|point|punto)\s*[)\]}]\s*|\.)`;

const address = new RegExp(
  String.raw`[\p{L}\p{N}._%+-]{1,64}${at}[\p{L}\p{N}-]{1,63}(?:${dot}[\p{L}\p{N}-]{1,63}){1,5}`,
  'giu',
);
const link = /(?:https?:\/\/|www\.)[^\s<>"]+/giu;
const domain = new RegExp(
  String.raw`(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]{1,63}${dot}){1,5}(?:${topLevels})(?![\p{L}\p{N}-])(?:\/[^\s<>"]*)?`,
  'gu',
);
const handle = /(?<![\p{L}\p{N}._-])@[\p{L}\p{N}._]{3,40}/gu;
const digits = /\+?\d(?:[\s().\-/_*]{0,4}\d){6,40}/gu;
const days = /(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d/g;

// Letters that cannot be seen, by which an address is torn apart.
const unseen = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/gu;

/**
 * The text without e-mail addresses, telephone numbers, links and names at other services, as far as they are written so
 * that a program reads them: a hurdle for who would lead a guest past the marketplace, and no lock.
 */
export function hideContacts(text: string): { text: string; isMasked: boolean } {
  // Of letters of full width and the like a program sees no less than a person.
  const plain = text.normalize('NFKC').replace(unseen, '');
  const hidden = [address, link, domain, handle]
    .reduce((rest, contact) => rest.replace(contact, HIDDEN), plain)
    .replace(digits, (found) => (isTelephone(found) ? HIDDEN : found));
  return hidden === plain ? { text, isMasked: false } : { text: hidden, isMasked: true };
}

function isTelephone(found: string): boolean {
  return found.replace(days, '').replace(/\D/g, '').length >= FEWEST_DIGITS;
}
