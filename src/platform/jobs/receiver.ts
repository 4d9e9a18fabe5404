import type { Hono } from 'hono';
import { Problem } from '../../kernel/problem.ts';
import { z } from '../../kernel/zod.ts';
import { contextOf, type Runtime } from '../http/context.ts';
import { idField } from '../http/fields.ts';
import { readText } from '../http/input.ts';
import { JOBS_PATH } from './queue.ts';
import { type JobBinding, runJob } from './run.ts';

const Message = z.object({ jobId: idField('job') });

/** The endpoint that the queue delivers to. It answers 200 once the job's effect is committed, else 500: try again later. */
export function mountJobs(app: Hono, runtime: Runtime, table: readonly JobBinding[]): void {
  app.post(JOBS_PATH, async (c) => {
    const body = await readText(c.req.raw);
    const signed = await runtime.services.jobs.verify(c.req.header('upstash-signature') ?? '', body);
    if (!signed) throw new Problem('invalid-signature');
    const { jobId } = Message.parse(JSON.parse(body));
    const ctx = await contextOf(c, runtime, { kind: 'system' });
    const done = await runJob(ctx, table, jobId, c.req.header('upstash-message-id'));
    ctx.log.info('job', { jobId, done, trips: ctx.db.meter.trips });
    return c.body(null, done ? 200 : 500);
  });
}
