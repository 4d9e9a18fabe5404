import type { Hono } from 'hono';
import { forgetUnconfirmed } from './accounts/index.ts';
import { scheduleReconciliations } from './books/index.ts';
import { onCardEvent } from './cards/index.ts';
import { calendarFile, dueFeeds, schedulePolls } from './channels/index.ts';
import type { Ctx } from './context.ts';
import { onDepositEvent } from './deposits/index.ts';
import { onDisputeEvent } from './disputes/index.ts';
import { mountGraphql } from './graphql/index.ts';
import { jobTable } from './jobs.ts';
import { unsubscribePage } from './notifications/index.ts';
import { onPaymentEvent, resumeRefunds, stripeWebhook } from './payments/index.ts';
import { onPayoutEvent } from './payouts/index.ts';
import { mountJwks } from './platform/http/access-token.ts';
import { createContext, type Runtime } from './platform/http/context.ts';
import { mountContract } from './platform/http/contract.ts';
import { mountDocs } from './platform/http/docs.ts';
import { mountFile } from './platform/http/file.ts';
import { mountHealth } from './platform/http/health.ts';
import { mountMailedPage } from './platform/http/mailed-page.ts';
import { mountRoutes } from './platform/http/mount.ts';
import type { Edge } from './platform/http/perform.ts';
import { createLimiter } from './platform/http/rate-limit.ts';
import { mountWebhook } from './platform/http/webhook.ts';
import { sweep } from './platform/jobs/index.ts';
import { mountJobs } from './platform/jobs/receiver.ts';
import { errorFields } from './platform/log.ts';
import { routes } from './routes.ts';
import { agedRows, renewRows, scheduleRanks } from './search/index.ts';
import { tendWebhooks, untended } from './webhooks/index.ts';

/** The whole service over HTTP. */
export function createApp(runtime: Runtime): Hono {
  const { config, cache, tokens } = runtime.services;
  const edge: Edge = { runtime, limiter: createLimiter(cache, config.rateLimits) };
  const app = mountRoutes(edge, routes, config.corsOrigins);
  mountGraphql(app, edge, routes, config.development);
  mountJobs(app, runtime, jobTable);
  mountWebhook(
    app,
    runtime,
    stripeWebhook([onPaymentEvent, onCardEvent, onDepositEvent, onDisputeEvent, onPayoutEvent]),
  );
  mountFile(app, runtime, calendarFile);
  mountMailedPage(app, runtime, unsubscribePage);
  mountContract(app, routes, config.publicUrl);
  mountJwks(app, tokens);
  mountDocs(app, runtime.assets);
  mountHealth(app, runtime);
  return app;
}

/** When the clock brings what, as in `wrangler.toml`. */
export const crons = { minute: '* * * * *', hour: '17 * * * *' } as const;

/** What the clock brings every minute and every hour. What it throws it has logged. */
export async function onCron(runtime: Runtime, cron: string, waitUntil: (work: Promise<void>) => void): Promise<void> {
  const now = await runtime.now();
  const ctx = createContext(runtime, { actor: { kind: 'system' }, now, requestId: crypto.randomUUID(), waitUntil });
  try {
    await (cron === crons.hour ? everyHour(ctx) : everyMinute(ctx));
  } catch (error) {
    ctx.log.error('cron.failed', { cron, ...errorFields(error) });
    throw error;
  }
}

async function everyHour(ctx: Ctx): Promise<void> {
  await sideBySide([scheduleReconciliations(ctx), scheduleRanks(ctx), resumeRefunds(ctx), forgetUnconfirmed(ctx)]);
}

async function everyMinute(ctx: Ctx): Promise<void> {
  await sideBySide([sweepJobs(ctx), ctx.relay(ctx), tend(ctx)]);
}

async function sweepJobs(ctx: Ctx): Promise<void> {
  const { published, run } = await sweep(ctx, jobTable);
  ctx.log.info('sweep', { published, run, trips: ctx.db.meter.trips });
}

// What may be to do is looked for in one round trip: mostly it is nothing.
async function tend(ctx: Ctx): Promise<void> {
  const [feeds, lost, old, aged] = await ctx.db.batch([dueFeeds(ctx), ...untended(ctx), agedRows(ctx)]);
  await sideBySide([schedulePolls(ctx, feeds), tendWebhooks(ctx, [lost, old]), renewRows(ctx, aged)]);
}

/** What hangs or fails keeps nothing beside it from being done. Throws what failed first of them. */
async function sideBySide(works: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
