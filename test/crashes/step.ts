import type { FaultRequest } from '../../local/faults.ts';
import { plannedStatements } from '../../src/platform/db/planned-statements.ts';
import type { Harness } from '../harness/world.ts';

export type Service = 'db' | 'stripe' | 'queue';

/** In the body of a request to Stripe that is not the Worker's. */
export const BY_HAND = 'by-hand';

/**
 * Names a request that the Worker makes by what it does, the same in every replay: tables, paths and kinds of jobs, but
 * no ids. Undefined for others who talk to Stripe: the payer's browser, and the story itself.
 */
export async function stepOf(h: Harness, service: Service, request: FaultRequest): Promise<string | undefined> {
  if (service === 'stripe') {
    if (request.path.endsWith('/confirm') || request.body.includes(BY_HAND)) return undefined;
    return `stripe: ${request.method} ${request.path.replaceAll(/\b(pi|re|pm|seti|acct|tr|po)_\w+/g, '{id}')}`;
  }
  const kinds = await kindsIn(h, request.body);
  const what = service === 'db' ? statementsOf(request.body).join(', ') : request.path;
  return `${service}: ${what}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`;
}

/** Whether all is as before once a request has been acted on: Stripe is only asked, each statement is a plain select. */
export function isRead(service: Service, { method, body }: FaultRequest): boolean {
  if (service === 'stripe') return method === 'GET';
  return service === 'db' && queriesIn(body).every((query) => READS.test(query) && !WRITES.test(query));
}

// What guards a session asks, too.
const READS = /^\s*select guard_session\(|^\s*select\b.*\bfrom\b/s;
const WRITES = /\b(insert|update|delete)\b/;

/** The kinds of the stored jobs whose ids are in this text. */
async function kindsIn(h: Harness, text: string): Promise<string[]> {
  const ids = text.match(/job_[0-9a-z]{26}/g) ?? [];
  if (ids.length === 0) return [];
  const jobs = await h.sql<{ kind: string }>('select distinct kind from jobs where id = any ($1) order by kind', [ids]);
  return jobs.map(({ kind }) => kind);
}

function statementsOf(body: string): string[] {
  return queriesIn(body).flatMap((query) => nameOf(query) ?? []);
}

function queriesIn(body: string): string[] {
  const sent: { query: string } | { queries: { query: string }[] } = JSON.parse(body);
  return ('queries' in sent ? sent.queries : [sent]).map(({ query }) => written(query));
}

// A call of the function in which a statement stands is read as the statement.
function written(query: string): string {
  const called = /^select \* from (planned_\w+)/.exec(query)?.[1];
  return plannedStatements.find(({ name }) => name === called)?.text ?? query;
}

/** What a statement does first: `insert into events`, `update jobs set done_at`, `from bookings`. */
function nameOf(query: string): string | undefined {
  const named = /(insert into|update|delete from|from) (\w+)( set \w+)?/;
  return named.exec(bare(query.replaceAll('"', '').replaceAll(/\s+/g, ' ')))?.[0];
}

// A select that reads a row is named by that row, not by what its columns look up.
function bare(query: string): string {
  if (!/^select \w+\./.test(query)) return query;
  let text = query;
  for (
    let shorter = text.replaceAll(/\([^()]*\)/g, '');
    shorter !== text;
    shorter = text.replaceAll(/\([^()]*\)/g, '')
  ) {
    text = shorter;
  }
  return text;
}
