import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { loadLedger } from './load-ledger.ts';
import { BookingLedger } from './schemas.ts';

const tag = 'Books';

export const ledgerRoutes: readonly Route[] = [
  route(
    {
      operationId: 'bookings_getLedger',
      method: 'get',
      path: '/v1/bookings/{id}/ledger',
      tag,
      summary: "See the postings of a booking's money",
      description:
        'In double entry: of one effect, all postings sum to zero. Guest and host see what is theirs: what they paid or ' +
        'were paid, and what is owed to them. Operators see all.',
      auth: 'person',
      limit: 'read',
      params: idParams('booking'),
      reply: { status: 200, description: 'What was posted so far.', schema: BookingLedger },
      problems: [],
    },
    async (ctx, { params: { id } }) => ok(await loadLedger(ctx, id)),
  ),
];
