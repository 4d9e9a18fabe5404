import { type RawBuilder, type Selectable, sql } from 'kysely';
import { chargedBy } from '../cards/index.ts';
import type { Ctx } from '../context.ts';
import type { BookingId, DepositHoldId, DepositId } from '../kernel/ids.ts';
import { owedOf } from '../payments/index.ts';
import { guarded, q, type Write } from '../platform/db/index.ts';
import type { BookingTables } from '../platform/db/tables/bookings.ts';
import type { DepositHoldState, DepositTables } from '../platform/db/tables/deposits.ts';

export type DepositTable = Selectable<DepositTables['deposits']>;
export type Hold = Selectable<DepositTables['deposit_holds']>;

/** A deposit with what is decided on of its stay, and its card; `payment_method_id` is null once that was removed. */
export type DepositRow = DepositTable &
  Pick<
    Selectable<BookingTables['bookings']>,
    'check_in' | 'check_in_from' | 'check_out' | 'check_out_by' | 'time_zone'
  > & {
    booking_state: Selectable<BookingTables['bookings']>['state'];
    booking_version: number;
    payment_method_id: string | null;
    customer_id: string | null;
  };

/** A deposit and its authorisations, the first one first. */
export type Deposit = { deposit: DepositRow; holds: Hold[] };

/** What makes a deposit. */
type NewDeposit = Pick<DepositTable, 'id' | 'booking_id' | 'guest_id' | 'host_id' | 'amount' | 'currency' | 'card_id'>;

export type DepositChange = Partial<
  Pick<
    DepositTable,
    | 'state'
    | 'hold_id'
    | 'last_hold_id'
    | 'error'
    | 'look_at'
    | 'missing_told_at'
    | 'claim_amount'
    | 'claim_reason'
    | 'claimed_at'
    | 'captured_amount'
    | 'refunded_amount'
  >
>;

/** The write that agrees on a deposit with a booking. */
export function insertDeposit(deposit: NewDeposit, now: Date): Write {
  return q.insertInto('deposits').values({ ...deposit, created_at: now, updated_at: now });
}

/** The deposit of a booking, that of an authorisation, or one by its id, in one round trip. */
export async function loadDeposit(
  ctx: Ctx,
  by: { bookingId: BookingId } | { holdId: DepositHoldId } | { depositId: DepositId },
): Promise<Deposit | undefined> {
  const id = idOf(by);
  const [[deposit], holds] = await ctx.db.batch([
    selectDeposits().where('deposits.id', '=', id),
    q.selectFrom('deposit_holds').selectAll().where('deposit_id', '=', id).orderBy('id'),
  ]);
  return deposit === undefined ? undefined : { deposit, holds };
}

/** The deposit of a booking with what is owed of its refunds. */
export function selectOwedOfDeposit(bookingId: BookingId) {
  return q
    .selectFrom('deposits')
    .selectAll()
    .select(owedOf('deposit_id', sql.ref('deposits.id'), sql.ref('deposits.booking_id')))
    .where('booking_id', '=', bookingId);
}

/** Moves a deposit that is as it was loaded, else the batch is stale. */
export function updateDeposit(
  { id, version }: Pick<DepositTable, 'id' | 'version'>,
  change: DepositChange,
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('deposits')
      .set({ ...change, version: version + 1, updated_at: now })
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/** Has a deposit renewed with the card that Stripe names, if it is one of its guest's saved ones. */
export function renewWithCard({ id, guest_id }: Pick<DepositTable, 'id' | 'guest_id'>, paymentMethodId: string): Write {
  return q
    .updateTable('deposits')
    .from('saved_cards')
    .set((of) => ({ card_id: of.ref('saved_cards.id') }))
    .where('deposits.id', '=', id)
    .where('saved_cards.payment_method_id', '=', paymentMethodId)
    .where('saved_cards.person_id', '=', guest_id)
    .where('saved_cards.removed_at', 'is', null);
}

export function insertHold(hold: Pick<Hold, 'id' | 'deposit_id'>, now: Date): Write {
  return q.insertInto('deposit_holds').values({ ...hold, attempted_at: now, created_at: now });
}

/** Moves an authorisation that is in the state in which it was loaded, else the batch is stale. */
export function updateHold(
  { id, state }: Pick<Hold, 'id' | 'state'>,
  change: { state: DepositHoldState; intent_id: string | null; capture_before?: Date | null },
): Write {
  return guarded(q.updateTable('deposit_holds').set(change).where('id', '=', id).where('state', '=', state));
}

/** Has the next attempt of an authorisation ask the guest. */
export function askGuest(holdId: DepositHoldId): Write {
  return q.updateTable('deposit_holds').set({ on_session: true }).where('id', '=', holdId);
}

function idOf(by: Parameters<typeof loadDeposit>[1]): RawBuilder<DepositId> {
  if ('depositId' in by) return sql`${by.depositId}`;
  if ('holdId' in by) return sql`(select deposit_id from deposit_holds where id = ${by.holdId})`;
  return sql`(select id from deposits where booking_id = ${by.bookingId})`;
}

function selectDeposits() {
  return q
    .selectFrom('deposits')
    .innerJoin('bookings', 'bookings.id', 'deposits.booking_id')
    .selectAll('deposits')
    .select(['bookings.state as booking_state', 'bookings.version as booking_version'])
    .select(['bookings.check_in', 'bookings.check_in_from'])
    .select(['bookings.check_out', 'bookings.check_out_by', 'bookings.time_zone'])
    .select(chargedBy('deposits.card_id', 'deposits.guest_id'));
}
