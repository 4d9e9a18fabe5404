import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { MailedPage } from '../platform/http/mailed-page.ts';
import { selectLocale } from './queries/notifications.ts';
import { putWish } from './queries/wishes.ts';
import { readUnsubscription, UNSUBSCRIBE_PATH, type Unsubscription } from './unsubscribe.ts';
import type { Words } from './words.ts';

/**
 * What the link in a mail's foot leads to. Looking at it changes nothing, since what scans mails follows links; its
 * button does, and so does a mail program's own (RFC 8058).
 */
export const unsubscribePage: MailedPage = {
  path: `${UNSUBSCRIBE_PATH}/:name`,
  async show(ctx, token) {
    const { words, title } = await open(ctx, token);
    const { language } = words;
    return { language, title, text: words.say('unsubscribe.question'), button: words.say('unsubscribe.confirm') };
  },
  async act(ctx, token) {
    const { wish, words, title } = await open(ctx, token);
    await commitOrThrow(ctx, [putWish(wish.personId, wish.kind, false, ctx.now)]);
    return { language: words.language, title, text: words.say('unsubscribe.done') };
  },
};

async function open(ctx: Ctx, token: string): Promise<{ wish: Unsubscription; words: Words; title: string }> {
  const wish = await readUnsubscription(ctx.config.refreshTokenSecret, token);
  const [person] = wish === undefined ? [] : await ctx.db.all(selectLocale(wish.personId));
  if (wish === undefined || person === undefined) throw new Problem('not-found');
  const { wordsFor } = await import('./words.ts');
  const words = wordsFor(person.locale);
  return { wish, words, title: words.say('unsubscribe.title', { kind: words.say(`kind.${wish.kind}`) }) };
}
