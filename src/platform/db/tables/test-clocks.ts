import type { Generated } from 'kysely';
import type { BookingId } from '../../../kernel/ids.ts';
import type { Json } from './heart.ts';

export interface TestClockTables {
  test_clocks: {
    booking_id: BookingId;
    ahead: Generated<number>;
    advance_to: Date | null;
    stopped_by: Json<{ job: string; error: string | null }> | null;
  };
}
