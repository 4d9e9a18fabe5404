import type { Generated } from 'kysely';
import type { BookingId } from '../../../kernel/ids.ts';

export interface TestClockTables {
  test_clocks: {
    booking_id: BookingId;
    ahead: Generated<number>;
    advance_to: Date | null;
  };
}
