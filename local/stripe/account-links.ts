import type Stripe from 'stripe';
import { z } from 'zod';
import { findAccount } from './accounts.ts';
import { invalidRequest } from './errors.ts';
import { type Fields, text } from './params.ts';
import { type Route, route } from './route.ts';
import { newId, type StoredLink, type World } from './world.ts';

/** How long a link opens (seconds). */
const OPEN_FOR = 5 * 60;

const create = z.strictObject({
  account: text,
  collect: z.enum(['currently_due', 'eventually_due']).optional(),
  collection_options: z
    .strictObject({
      fields: z.enum(['currently_due', 'eventually_due']).optional(),
      future_requirements: z.enum(['include', 'omit']).optional(),
    } satisfies Fields<Stripe.AccountLinkCreateParams.CollectionOptions>)
    .optional(),
  refresh_url: text.optional(),
  return_url: text.optional(),
  type: z.enum(['account_onboarding', 'account_update']),
} satisfies Fields<Stripe.AccountLinkCreateParams>);

export const accountLinkRoutes: readonly Route[] = [
  route('POST', '/v1/account_links', create, (world, params): Stripe.AccountLink => {
    const account = findAccount(world, params.account);
    if (params.type === 'account_update') {
      throw invalidRequest(
        'You cannot create `account_update` type Account Links for this account. You can only create `account_onboarding` type Account Links.',
        { param: 'type' },
      );
    }
    for (const name of ['refresh_url', 'return_url'] as const) {
      const url = params[name];
      if (url === undefined) {
        throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
      }
      if (!URL.canParse(url)) throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: name });
    }
    const token = newId('link').slice('link_'.length);
    const expiresAt = world.now() + OPEN_FOR;
    world.accountLinks.set(token, {
      account: account.id,
      expiresAt,
      isUsed: false,
      refreshUrl: params.refresh_url ?? null,
      returnUrl: params.return_url ?? null,
    });
    return {
      object: 'account_link',
      created: world.now(),
      expires_at: expiresAt,
      url: `${world.url}/setup/e/${account.id}/${token}`,
    };
  }),
];

/** Whether a link still opens: once, and for five minutes. */
export function isOpen(world: World, link: StoredLink): boolean {
  return !link.isUsed && world.now() < link.expiresAt;
}
