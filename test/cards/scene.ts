import { confirmInBrowser } from '../../local/stripe/index.ts';
import type { Answer } from '../harness/api.ts';
import { ask, type Person } from '../harness/people.ts';
import { GOOD_CARD } from '../harness/test-cards.ts';
import type { Harness } from '../harness/world.ts';

export async function cardsOf(h: Harness, person: Person): Promise<Answer['body'][]> {
  return (await ask(h, person, 'GET', '/v1/me/cards')).body.data;
}

/** Enters a card in its owner's browser. */
export function enterCard(h: Harness, clientSecret: string, card: string) {
  const { url, publishableKey } = h.stripe;
  return confirmInBrowser({ url, publishableKey, clientSecret, card });
}

/** Saves a card, and answers with it as it is listed. */
export async function savedCard(h: Harness, person: Person, card = GOOD_CARD): Promise<Answer['body']> {
  const { status, body, text } = await ask(h, person, 'POST', '/v1/me/cards');
  if (status !== 201) throw new Error(`no card: ${text}`);
  const answer = await enterCard(h, body.clientSecret, card);
  if (answer.ok && answer.intent.status === 'requires_action') h.stripe.completeChallenge(answer.intent.id, true);
  await h.drainJobs();
  const [newest] = await cardsOf(h, person);
  return newest;
}
