import type { Answer, CallOptions } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';

const pathOf = (bookingId: string) => `/v1/bookings/${bookingId}/test-clock`;

/** What time it is for a booking. */
export async function lookAtClock(h: Harness, person: Person, bookingId: string): Promise<Answer> {
  return h.api('GET', pathOf(bookingId), { token: await tokenFor(h, person) });
}

/** Asks for a booking's time to be moved on to an instant; the answer may be a refusal. */
export async function advance(
  h: Harness,
  person: Person,
  bookingId: string,
  to: number,
  options: CallOptions = {},
): Promise<Answer> {
  const body = { advanceTo: new Date(to).toISOString() };
  return h.api('POST', pathOf(bookingId), { token: await tokenFor(h, person), body, ...options });
}

/** Moves a booking's time on and lets all happen that is due by then. The real time stays what it is. */
export async function advanced(h: Harness, person: Person, bookingId: string, to: number): Promise<void> {
  const { status, text } = await advance(h, person, bookingId, to);
  if (status !== 202) throw new Error(`its time was not moved: ${text}`);
  await h.drainJobs();
  const { body } = await lookAtClock(h, person, bookingId);
  if (body.advancingTo !== null || Date.parse(body.now) !== to) throw new Error(`it is ${JSON.stringify(body)}`);
}
