import { z } from 'zod';
import type { Ctx } from '../../src/context.ts';
import { type JobId, newId } from '../../src/kernel/ids.ts';
import { commitOrThrow } from '../../src/platform/commit.ts';
import type { Write } from '../../src/platform/db/index.ts';
import { emit } from '../../src/platform/events.ts';
import { enqueue, handles, type JobBinding, type JobKind, sweep } from '../../src/platform/jobs/index.ts';
import { runJob } from '../../src/platform/jobs/run.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPlatform, type Platform } from '../harness/platform.ts';

/** A kind of job for tests; what is done with it is up to the table that it is run by. */
export const kind: JobKind<{ subject: string }> = { name: 'test', payload: z.strictObject({ subject: z.string() }) };

export const tableOf = (handler: (ctx: Ctx, subject: string) => Promise<readonly Write[]>): readonly JobBinding[] => [
  handles(kind, (ctx, { subject }) => handler(ctx, subject)),
];

/** An effect that can be counted: an event about the subject. */
export const effect = (ctx: Ctx, subject: string): Write => emit(ctx, { type: 'account.created', subject, data: {} });

export const works = tableOf(async (ctx, subject) => [effect(ctx, subject)]);
export const fails = tableOf(() => Promise.reject(new TypeError('canary')));

/** A job as it is stored. */
interface JobRow {
  run_at: Date;
  published_at: Date | null;
  done_at: Date | null;
  message_id: string | null;
  attempts: number;
  last_error: string | null;
}

/** Jobs, the queue and the sweep of a world, run in this process. */
export class JobScene {
  readonly h: Harness;
  readonly platform: Platform;

  constructor(h: Harness, platform: Platform) {
    this.h = h;
    this.platform = platform;
  }

  run(table: readonly JobBinding[], id: JobId): Promise<boolean> {
    return runJob(this.platform.context(), table, id);
  }

  sweep(table: readonly JobBinding[]): Promise<{ published: number; run: number }> {
    return sweep(this.platform.context(), table);
  }

  /** A job, committed, and published unless it is far ahead. */
  async enqueue(subject: string, runAt: number = this.h.clock.now()): Promise<JobId> {
    const ctx = this.platform.context();
    await commitOrThrow(ctx, [enqueue(ctx, kind, { subject }, new Date(runAt))]);
    await this.platform.settled();
    const [row] = await this.h.sql<{ id: JobId }>(`select id from jobs where payload ->> 'subject' = $1`, [subject]);
    if (row === undefined) throw new Error('not enqueued');
    return row.id;
  }

  /** Jobs about themselves, committed by a process that has told the queue of none or, with `publishedAt`, of all. */
  async insert(count: number, column: { kind?: string; runAt?: number; publishedAt?: number } = {}): Promise<JobId[]> {
    const { kind: name = kind.name, runAt = this.h.clock.now(), publishedAt } = column;
    const ids = Array.from({ length: count }, () => newId('job'));
    await this.h.sql(
      `insert into jobs (id, kind, payload, run_at, created_at, published_at)
       select id, $2, jsonb_build_object('subject', id), $3, $3, $4 from unnest($1::text[]) as id`,
      [ids, name, new Date(runAt), publishedAt === undefined ? null : new Date(publishedAt)],
    );
    return ids;
  }

  async job(id: JobId): Promise<JobRow> {
    const [row] = await this.h.sql<JobRow & { id: string }>('select * from jobs where id = $1', [id]);
    if (row === undefined) throw new Error('no such job');
    return row;
  }

  async effects(subject: string): Promise<number> {
    return (await this.h.sql('select 1 from events where subject = $1', [subject])).length;
  }

  /** Has the queue lose all that it has taken. */
  async loseMessages(): Promise<void> {
    const headers = { authorization: `Bearer ${this.h.qstash.token}` };
    await fetch(`${this.h.qstash.url}/v2/messages`, { method: 'DELETE', headers });
  }

  /** Nothing goes wrong any more, and no job is left. */
  async clear(): Promise<void> {
    this.h.faults.db.reset();
    this.h.qstash.resume();
    await this.platform.settled();
    await this.loseMessages();
    await this.h.sql('delete from jobs');
    await this.h.sql('delete from events');
  }
}

export async function startJobScene(): Promise<JobScene> {
  const h = await startHarness();
  return new JobScene(h, createPlatform(h));
}
