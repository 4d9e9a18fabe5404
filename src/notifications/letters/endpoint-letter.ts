import type { Letter } from '../letter.ts';
import type { Words } from '../words.ts';

/** A webhook endpoint that is disabled, as its letter tells of it. */
export interface DisabledEndpoint {
  url: string;
  reason: 'gone' | 'failing' | 'password-reset';
}

/** Tells whose endpoint is disabled, or all of whose are, why that is, and that nothing is lost by it. */
export function endpointLetter(
  { url, reason }: DisabledEndpoint,
  words: Words,
  page: (path: string) => string,
): Letter {
  // The rest of an address may be a secret of the receiver's.
  const address = new URL(url).host;
  const isOfAll = reason === 'password-reset';
  return {
    subject: words.say(isOfAll ? 'webhook-disabled.reset-subject' : 'webhook-disabled.subject', { address }),
    paragraphs: [
      words.say(`webhook-disabled.${reason}`, { address }),
      ...(isOfAll ? [words.say('webhook-disabled.look')] : []),
      words.say('webhook-disabled.advice'),
    ],
    action: { label: words.say('webhook-disabled.action'), href: page('') },
  };
}
