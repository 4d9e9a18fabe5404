import type { Letter } from '../letter.ts';
import type { StayFacts } from '../queries/stays.ts';
import type { Words } from '../words.ts';
import { bookingPage, hostFacts, namesOf } from './stay-facts.ts';

/** A feed that has been unreadable for long, as its letter tells of it. */
interface StaleFeed {
  listing_id: string;
  listing_title: string;
  channel: string;
}

/** Tells a host that a channel's calendar cannot be read, and what follows from that. */
export function feedLetter(feed: StaleFeed, words: Words, page: (path: string) => string): Letter {
  const names = { channel: feed.channel, listing: feed.listing_title };
  return {
    subject: words.say('feed-stale.subject', names),
    paragraphs: [words.say('feed-stale.text', names), words.say('feed-stale.advice')],
    action: { label: words.say('feed-stale.action'), href: page(`listings/${feed.listing_id}/calendar`) },
  };
}

/** Tells a host that a channel says of nights which are booked here that it has sold them. */
export function conflictLetter(
  stay: StayFacts & { channel: string },
  words: Words,
  page: (path: string) => string,
): Letter {
  const names = { ...namesOf(stay), channel: stay.channel };
  return {
    subject: words.say('calendar-conflict.subject', names),
    paragraphs: [words.say('calendar-conflict.text', names)],
    facts: hostFacts(stay, words),
    action: { label: words.say('booking.action'), href: bookingPage(stay, page) },
  };
}
