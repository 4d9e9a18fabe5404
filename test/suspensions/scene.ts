import type { Answer, CallOptions } from '../harness/api.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';

/** Suspends or reinstates a person, as this operator. */
export async function change(
  h: Harness,
  operator: Person,
  verb: 'suspend' | 'reinstate',
  { id }: Pick<Person, 'id'>,
  options: CallOptions = {},
): Promise<Answer> {
  const body = { reason: 'Case 4711' };
  return h.api('POST', `/v1/admin/people/${id}/${verb}`, { token: await tokenFor(h, operator), body, ...options });
}

/** The same, to good effect. */
export async function done(h: Harness, verb: 'suspend' | 'reinstate', person: Pick<Person, 'id'>): Promise<Answer> {
  const answer = await change(h, await createPerson(h, { roles: ['support'] }), verb, person);
  if (answer.status !== 200) throw new Error(`no ${verb}: ${answer.text}`);
  return answer;
}

/** Has work wait for so many locks before it goes on. */
export function locksWaitedFor(h: Harness): Promise<number> {
  return h
    .sql(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    .then((rows) => rows.length);
}
