import { html } from 'hono/html';
import type Stripe from 'stripe';
import type { StandInRequest, StandInResponse } from '../faults.ts';
import { isOpen } from './account-links.ts';
import { completeOnboarding, findAccount } from './accounts.ts';
import { page } from './pages.ts';
import { BANK } from './standing.ts';
import type { StoredLink, World } from './world.ts';

/** The pages behind an account link: a person fills in what Stripe asks by pressing one button. */
export function serveOnboarding(world: World, request: StandInRequest): StandInResponse | undefined {
  const token = /^\/setup\/e\/\w+\/(\w+)$/.exec(request.path)?.[1] ?? '';
  const link = world.accountLinks.get(token);
  if (link === undefined) return undefined;
  const account = findAccount(world, link.account);
  if (request.method !== 'POST') return open(world, link, account);
  const outcome = new URLSearchParams(request.body).get('outcome');
  if (outcome === 'complete') completeOnboarding(world, account);
  if (outcome === 'no-bank') completeOnboarding(world, account, [BANK]);
  return redirect(link.returnUrl);
}

/** A link shows its page once; afterwards, and when its time is up, it asks the platform for a new one. */
function open(world: World, link: StoredLink, account: Stripe.Account): StandInResponse {
  if (!isOpen(world, link)) return redirect(link.refreshUrl);
  link.isUsed = true;
  const due = account.requirements?.currently_due ?? [];
  return page(
    'Get paid',
    html`<p>Stripe asks <b>${account.email ?? account.id}</b> for: ${due.length === 0 ? 'nothing more' : due.join(', ')}.</p>
      <form method="post">
        <button name="outcome" value="complete">Give all of it</button>
        <button name="outcome" value="no-bank">Give all but a bank account</button>
        <button name="outcome" value="leave">Leave</button>
      </form>`,
  );
}

function redirect(target: string | null): StandInResponse {
  if (target === null) return page('Get paid', html`<p>You may close this window.</p>`);
  return { status: 303, headers: { location: target }, body: '' };
}
