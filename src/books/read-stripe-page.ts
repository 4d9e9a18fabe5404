import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { syncDispute } from '../disputes/index.ts';
import type { PlainDate } from '../kernel/dates.ts';
import type { Write } from '../platform/db/index.ts';
import { type StripeList, stripeLists } from '../platform/db/tables/books.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { expanded } from '../platform/stripe/index.ts';
import { bankWrites } from './bank.ts';
import { conversionWrites } from './conversions.ts';
import { dayOf } from './days.ts';
import { compareBooks, readStripePage } from './jobs.ts';
import { type Intents, type Movement, movementsOfObject, movementsOfTransaction, paymentIdsIn } from './movements.ts';
import {
  keepMovements,
  moveReconciliation,
  type Reconciliation,
  selectIntents,
  selectReconciliation,
} from './queries/reconciliations.ts';

/** The most that Stripe gives at once. */
const PAGE = 100;

type Page = { ids: string[]; movements: Movement[]; transactions: Stripe.BalanceTransaction[]; isLast: boolean };

/**
 * Job: reads one page of what Stripe has of a day, keeps what it says and goes on with the next page. Where it stands
 * is stored with every page, so that a run that was broken off goes on from there.
 */
export async function onReadStripePage(
  ctx: Ctx,
  at: { day: PlainDate; list: StripeList; cursor: string | null },
): Promise<readonly Write[]> {
  const [run] = await ctx.db.all(selectReconciliation(at.day));
  if (run?.state !== 'reading' || run.list !== at.list || run.cursor !== at.cursor) return [];
  const page = await readPage(ctx, run);
  return [
    ...(page.movements.length === 0 ? [] : [keepMovements(run.day, page.movements)]),
    ...(await bankWrites(ctx, page.transactions.filter(isOfBank))),
    ...(await conversionWrites(ctx, page.transactions)),
    ...(run.list === 'disputes' ? inquiryWrites(ctx, page) : []),
    ...goOn(ctx, run, page),
  ];
}

// What a bank only asks moves no money, so that nothing differs where nobody has told of it.
function inquiryWrites(ctx: Ctx, { movements }: Page): Write[] {
  return movements
    .filter(({ amount }) => amount === 0)
    .map(({ objectId: stripeDisputeId }) => enqueue(ctx, syncDispute, { stripeDisputeId }));
}

function goOn(ctx: Ctx, run: Reconciliation, { ids, isLast }: Page): Write[] {
  const { day } = run;
  const pages = run.pages + 1;
  const list = isLast ? stripeLists[stripeLists.indexOf(run.list) + 1] : run.list;
  if (list === undefined) {
    return [moveReconciliation(run, { pages, state: 'comparing' }), enqueue(ctx, compareBooks, { day })];
  }
  const cursor = isLast ? null : (ids.at(-1) ?? null);
  return [moveReconciliation(run, { pages, list, cursor }), enqueue(ctx, readStripePage, { day, list, cursor })];
}

async function readPage(ctx: Ctx, { day, list, cursor }: Reconciliation): Promise<Page> {
  const { stripe } = ctx;
  const { from, to } = dayOf(day);
  const created = { gte: from.getTime() / 1000, lt: to.getTime() / 1000 };
  const params = { created, limit: PAGE, ...(cursor === null ? {} : { starting_after: cursor }) };
  switch (list) {
    case 'balance-transactions': {
      const { data, has_more } = await stripe.balanceTransactions.list({ ...params, expand: ['data.source'] });
      const intents = await intentsOf(
        ctx,
        data.flatMap(({ source }) => expanded(source) ?? []),
      );
      const movements = data.flatMap((transaction) => movementsOfTransaction(transaction, intents));
      return { ids: idsOf(data), movements, transactions: data, isLast: !has_more };
    }
    case 'charges':
      return pageOf(ctx, await stripe.charges.list({ ...params, expand: ['data.balance_transaction'] }));
    case 'refunds':
      return pageOf(ctx, await stripe.refunds.list(params));
    case 'transfers':
      return pageOf(ctx, await stripe.transfers.list(params));
    case 'disputes':
      return pageOf(ctx, await stripe.disputes.list(params));
  }
}

async function pageOf(
  ctx: Ctx,
  { data, has_more }: Stripe.ApiList<Parameters<typeof movementsOfObject>[0]>,
): Promise<Page> {
  const intents = await intentsOf(ctx, data);
  const movements = data.flatMap((object) => movementsOfObject(object, intents));
  return { ids: idsOf(data), movements, transactions: [], isLast: !has_more };
}

async function intentsOf(ctx: Ctx, objects: readonly { object: string }[]): Promise<Intents> {
  const paymentIds = paymentIdsIn(objects);
  if (paymentIds.length === 0) return new Map();
  const rows = await ctx.db.all(selectIntents(paymentIds));
  return new Map(rows.map(({ id, intent_id }) => [id, intent_id]));
}

function idsOf(objects: readonly { id: string }[]): string[] {
  return objects.map(({ id }) => id);
}

function isOfBank({ type }: Stripe.BalanceTransaction): boolean {
  return type === 'payout' || type === 'payout_failure' || type === 'payout_cancel';
}
