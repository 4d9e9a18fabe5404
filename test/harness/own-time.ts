/** How far the time of the booking of this id was moved ahead of the real one, as SQL. */
export const aheadOf = (id: string) =>
  `coalesce((select ahead from test_clocks where booking_id = ${id}), 0) * interval '1 ms'`;
