import { Client, Receiver } from '@upstash/qstash';
import type { Config } from '../../config.ts';
import type { PendingJob } from './job.ts';

/** Path of the endpoint that the queue delivers to. */
export const JOBS_PATH = '/internal/jobs';

/** The queue as the product uses it: a message carries the id of a job, nothing else. */
export interface JobPublisher {
  /** Jobs that are due at `now` are delivered at once. Throws when the queue refused or did not answer. */
  publish(jobs: readonly PendingJob[], now: Date): Promise<void>;
  /** The ids that were signed by the queue for this endpoint; undefined when the signature isn't good. */
  verify(signature: string, body: string): Promise<boolean>;
}

/** QStash, each job one message, deduplicated by the job's id. */
export function createJobPublisher(config: Config): JobPublisher {
  const url = new URL(JOBS_PATH, config.publicUrl).toString();
  const client = new Client({ baseUrl: config.qstash.url, token: config.qstash.token, retry: { retries: 1 } });
  // Without devMode: false the receiver would take the vendor's published development keys, in production too.
  const receiver = new Receiver({
    currentSigningKey: config.qstash.currentSigningKey,
    nextSigningKey: config.qstash.nextSigningKey,
    devMode: false,
  });
  return {
    async publish(jobs, now) {
      await client.batchJSON(
        jobs.map((job) => ({
          url,
          body: { jobId: job.id },
          deduplicationId: job.id,
          // In whole seconds, and never early.
          ...(job.runAt > now ? { notBefore: Math.ceil(job.runAt.getTime() / 1000) } : {}),
        })),
      );
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
