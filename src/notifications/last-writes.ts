import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { tellWrites } from './follow.ts';
import { dropWishes } from './queries/wishes.ts';

/**
 * The writes that tell who closes their account that it is done, at these addresses and in their language, and forget what
 * they did not want to be told. Whatever they would be told after that is dropped.
 */
export function lastWrites(
  ctx: Ctx,
  { id, locale }: { id: PersonId; locale: string },
  emails: readonly string[],
): Write[] {
  const letters = emails.flatMap((email, occasion) =>
    tellWrites(ctx, { personId: id, kind: 'account-closed', subject: id, occasion, addressee: { email, locale } }),
  );
  return [...letters, dropWishes(id)];
}
