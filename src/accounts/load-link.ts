import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { type AddressPurpose, readLinkToken } from './link-token.ts';
import { selectLink, useLink } from './queries/links.ts';
import { type PersonChange, updatePerson } from './queries/people.ts';

/** A link that is good, and the person whose address it proves. */
type GoodLink = Awaited<ReturnType<typeof loadLink>>;

/** The link that a token stands for. Throws `invalid-token` for one that is forged, used, replaced or expired. */
export async function loadLink(ctx: Ctx, purpose: AddressPurpose, token: string) {
  const id = await readLinkToken(ctx.config.refreshTokenSecret, purpose, token);
  const [link] = id === undefined ? [] : await ctx.db.all(selectLink(id));
  if (link === undefined || link.expires_at <= ctx.now) {
    throw new Problem('invalid-token', { detail: 'The link was used or has expired; ask for a new one.' });
  }
  return link;
}

/** The writes that use a link up and change its person, whose address it has proven. */
export function redeem(ctx: Ctx, link: GoodLink, change: PersonChange = {}): Write[] {
  return [...proveAddress(ctx, link, change), useLink(link.id)];
}

/** The writes that change a person who has followed a link, and so proven an address: the first makes them an account. */
export function proveAddress(
  ctx: Ctx,
  { person_id, version, email_verified_at }: Pick<GoodLink, 'person_id' | 'version' | 'email_verified_at'>,
  change: PersonChange,
): Write[] {
  const writes = [updatePerson(person_id, version, { ...change, email_verified_at: email_verified_at ?? ctx.now })];
  if (email_verified_at === null) writes.push(emit(ctx, { type: 'account.created', subject: person_id, data: {} }));
  return writes;
}
