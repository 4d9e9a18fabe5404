export { areBounded, CANCELLED, within } from './bounded.ts';
export { createDb, DatabaseError, type Db, type Meter, type RowsOf, type Send } from './db.ts';
export { type Failure, failureOf, problemOf, translated } from './failure.ts';
export {
  daterange,
  guard,
  guardBooking,
  guardExists,
  guarded,
  json,
  type Query,
  q,
  statement,
  type Write,
} from './query.ts';
export type { Database } from './tables/index.ts';
