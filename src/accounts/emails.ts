import type { OutgoingMail } from '../platform/mail/index.ts';
import { LINK_HOURS, type LinkPurpose } from './link-token.ts';

type Text = Pick<OutgoingMail, 'subject' | 'text' | 'html'>;

// Nothing that a person typed is in these mails: anyone can have one sent to anyone.

/** Asks the owner of an address to confirm it. */
export function verificationMail(webUrl: string, token: string): Text {
  return mail('Confirm your e-mail address', [
    `Somebody, most likely you, signed up at ${new URL(webUrl).host} with this address.`,
    `Confirm it within ${LINK_HOURS['verify-email']} hours, and you can sign in:`,
    linkTo(webUrl, 'verify-email', token),
    'If it was not you, do nothing.',
  ]);
}

/** Tells the owner of a verified address that somebody tried to sign up, or to verify, with it. */
export function alreadyRegisteredMail(webUrl: string): Text {
  return mail('You already have an account', [
    `Somebody, most likely you, gave this address at ${new URL(webUrl).host} to sign up or to have it confirmed.`,
    'You have an account with this address, and it is confirmed: just sign in, or have your password reset.',
    webUrl,
    'If it was not you, do nothing: nothing has changed.',
  ]);
}

/** Lets the owner of an address choose a new password. */
export function resetMail(webUrl: string, token: string): Text {
  return mail('Choose a new password', [
    `Somebody, most likely you, asked for a new password at ${new URL(webUrl).host}.`,
    `Choose it within ${LINK_HOURS['reset-password'] * 60} minutes:`,
    linkTo(webUrl, 'reset-password', token),
    'If it was not you, do nothing: your password stays as it is.',
  ]);
}

// The token is in the fragment, which browsers send to no server and put into no referrer.
function linkTo(webUrl: string, purpose: LinkPurpose, token: string): string {
  const url = new URL(webUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${purpose}`;
  url.hash = `token=${token}`;
  return url.href;
}

function mail(subject: string, paragraphs: readonly string[]): Text {
  const html = paragraphs.map((paragraph) => `<p>${asHtml(paragraph)}</p>`).join('\n');
  return { subject, text: `${paragraphs.join('\n\n')}\n`, html: `${html}\n` };
}

function asHtml(paragraph: string): string {
  const escaped = paragraph
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return URL.canParse(paragraph) ? `<a href="${escaped}">${escaped}</a>` : escaped;
}
