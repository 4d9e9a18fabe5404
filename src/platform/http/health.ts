import type { Hono } from 'hono';
import { sql } from 'kysely';
import { createDb, statement, translated } from '../db/index.ts';
import type { Runtime } from './context.ts';

/**
 * `/health` says that the process lives; `/ready` that it can serve: its database answers. Redis, the queue, Stripe and
 * mail are not asked: without them the service still does what it can, and no restart would bring them back.
 */
export function mountHealth(app: Hono, runtime: Runtime): void {
  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/ready', async (c) => {
    await translated(createDb(runtime.send).all(statement(sql`select 1 from schema_migrations limit 1`)));
    return c.json({ status: 'ready' });
  });
}
