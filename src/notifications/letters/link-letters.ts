import { LINK_HOURS, type LinkPurpose } from '../../accounts/index.ts';
import type { LeavingKind, LinkKind } from '../kinds.ts';
import type { Letter } from '../letter.ts';
import type { Words } from '../words.ts';

/** What a letter with a link is written from: the link's token, and where the front end is. */
interface LinkOccasion {
  words: Words;
  token: string;
  webUrl: string;
}

/** A letter that brings a link. Nothing that a person typed is in it: anyone can have one sent to anyone. */
export function linkLetter(kind: LinkKind, { words, token, webUrl }: LinkOccasion): Letter {
  const site = new URL(webUrl).host;
  const subject = words.say(`${kind}.subject`);
  const intro = words.say(`${kind}.text`, { site });
  const label = words.say(`${kind}.action`);
  switch (kind) {
    case 'verify-email':
      return {
        subject,
        paragraphs: [intro, words.say('verify-email.until', { hours: LINK_HOURS['verify-email'] })],
        action: { label, href: linkTo(webUrl, kind, token) },
        notes: [words.say('link.ignore')],
      };
    case 'reset-password':
      return {
        subject,
        paragraphs: [intro, words.say('reset-password.until', { minutes: LINK_HOURS['reset-password'] * 60 })],
        action: { label, href: linkTo(webUrl, kind, token) },
        notes: [words.say('reset-password.ignore')],
      };
    case 'account-restored':
      return {
        subject,
        paragraphs: [intro, words.say('account-restored.until', { minutes: LINK_HOURS['reset-password'] * 60 })],
        action: { label, href: linkTo(webUrl, 'reset-password', token) },
        notes: [words.say('account-restored.look')],
      };
    case 'change-email':
      return {
        subject,
        paragraphs: [intro, words.say('change-email.until', { hours: LINK_HOURS['change-email'] })],
        action: { label, href: linkTo(webUrl, kind, token) },
        notes: [words.say('link.ignore')],
      };
    case 'already-registered':
      return {
        subject,
        paragraphs: [intro],
        action: { label, href: webUrl },
        notes: [words.say('already-registered.ignore')],
      };
  }
}

/** A letter to the address that an account is leaving. It tells neither the new one nor anything by which to act. */
export function leavingLetter(kind: LeavingKind, words: Words, webUrl: string): Letter {
  const site = new URL(webUrl).host;
  return {
    subject: words.say(`${kind}.subject`),
    // Who had an account that is another's has nothing to do.
    paragraphs: [
      words.say(`${kind}.text`, { site }),
      ...(kind === 'account-given-back' ? [] : [words.say(`${kind}.otherwise`)]),
    ],
    action: { label: words.say('leaving.action', { site }), href: webUrl },
  };
}

// The token is in the fragment, which browsers send to no server and put into no referrer.
function linkTo(webUrl: string, purpose: LinkPurpose, token: string): string {
  const url = new URL(webUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${purpose}`;
  url.hash = `token=${token}`;
  return url.href;
}
