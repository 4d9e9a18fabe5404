import type { ThreadId } from '../../kernel/ids.ts';
import { hideContacts } from '../../messaging/index.ts';
import type { Letter } from '../letter.ts';
import type { Words } from '../words.ts';

/** A message as its letter tells of it. */
interface UnreadMessage {
  thread_id: ThreadId;
  body: string;
  /** Whether the two see how to reach each other. */
  is_known: boolean;
  sender_name: string;
  listing_title: string;
}

const LONGEST = 400;

/** Tells that somebody has written, and what, as it is read in the thread. */
export function messageLetter(message: UnreadMessage, words: Words, page: (path: string) => string): Letter {
  const { body, is_known, sender_name: name, listing_title: listing } = message;
  const text = is_known ? body : hideContacts(body).text;
  const letters = [...text];
  const shown = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text;
  return {
    subject: words.say('message.subject', { name, listing }),
    paragraphs: [words.say('message.text')],
    facts: [{ label: words.say('fact.message'), value: shown }],
    action: { label: words.say('message.action'), href: page(`threads/${message.thread_id}`) },
  };
}
