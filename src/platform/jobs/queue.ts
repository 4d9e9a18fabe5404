import { Client, Receiver } from '@upstash/qstash';
import type { Config } from '../../config.ts';
import type { PendingJob } from './job.ts';

/** Path of the endpoint that the queue delivers to. */
export const JOBS_PATH = '/internal/jobs';

const TIMEOUT_MS = 5_000;

/** The queue as the product uses it: a message carries the id of a job, nothing else. */
export interface JobPublisher {
  /** Jobs that are due at `now` are delivered at once. Throws when the queue refused or did not answer. */
  publish(jobs: readonly PendingJob[], now: Date): Promise<void>;
  /** Whether the queue signed this body for our endpoint, with either of its keys, within the last minutes. */
  verify(signature: string, body: string): Promise<boolean>;
}

/** QStash, each job one message, deduplicated by the job's id and time: what was moved is not what it was given before. */
export function createJobPublisher(config: Config): JobPublisher {
  const url = new URL(JOBS_PATH, config.publicUrl).toString();
  const client = new Client({ baseUrl: config.qstash.url, token: config.qstash.token, retry: false });
  // Without devMode: false the receiver would take the vendor's published development keys, in production too.
  const receiver = new Receiver({
    currentSigningKey: config.qstash.currentSigningKey,
    nextSigningKey: config.qstash.nextSigningKey,
    devMode: false,
  });
  return {
    async publish(jobs, now) {
      const messages = jobs.map((job) => ({
        url,
        body: { jobId: job.id },
        deduplicationId: `${job.id}-${job.runAt.getTime()}`,
        // In whole seconds, and never early.
        ...(job.runAt > now ? { notBefore: Math.ceil(job.runAt.getTime() / 1000) } : {}),
      }));
      await inTime(client.batchJSON(messages));
    },
    async verify(signature, body) {
      try {
        return await receiver.verify({ signature, body, url });
      } catch {
        return false;
      }
    },
  };
}

// The client has no time-out of its own, and what it would retry is found by the sweep.
async function inTime(call: Promise<unknown>): Promise<void> {
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the queue did not answer')), TIMEOUT_MS);
  try {
    await Promise.race([call, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
