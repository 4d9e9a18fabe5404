import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { advanceTestClock, loadClock } from './advance.ts';
import { AdvanceTestClock, TestClock } from './schemas.ts';
import { viewClock } from './views.ts';

const common = {
  path: '/v1/bookings/{id}/test-clock',
  tag: 'Bookings',
  auth: 'person',
  params: idParams('booking'),
  inRealTime: true,
  problems: ['sandbox-only'],
} as const;

export const testClockRoutes: readonly Route[] = [
  route(
    {
      ...common,
      operationId: 'testClocks_get',
      method: 'get',
      summary: "See a booking's time, in a sandbox",
      description: 'For guest, host and operators. A booking whose time was never moved has the real one.',
      limit: 'read',
      reply: { status: 200, description: "The booking's time.", schema: TestClock },
    },
    async (ctx, { params: { id } }) => ok(viewClock(await loadClock(ctx, id, 'operator:read'), ctx.realNow)),
  ),
  route(
    {
      ...common,
      operationId: 'testClocks_advance',
      method: 'post',
      summary: "Move a booking's time on, in a sandbox",
      description:
        'For guest, host and operators. All that is due until then happens as if it were that time, one after the other: ' +
        'deadlines, reminders, the end of the stay, payouts, reviews. Nothing else has its time moved. It is done when ' +
        '`advancingTo` is null.',
      limit: 'write',
      body: AdvanceTestClock,
      reply: { status: 202, description: 'It is being moved.', schema: TestClock },
    },
    (ctx, { params: { id }, body }) => advanceTestClock(ctx, id, body),
  ),
];
