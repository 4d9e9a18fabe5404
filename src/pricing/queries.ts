import { selectSnapshot } from '../calendar/index.ts';
import { hasStaleFeed } from '../channels/index.ts';
import type { Stay } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';

/** The listing with all that a quote for these nights depends on, unless it was never published. */
export function selectForQuote(listingId: ListingId, { checkIn, checkOut }: Stay, now: Date) {
  return selectSnapshot(listingId, { start: checkIn, end: checkOut }, now)
    .where('state', '<>', 'draft')
    .select(['host_id', 'instant_booking', 'cancellation_policy', 'check_in_from', 'check_out_by'])
    .select(['cleaning_fee', 'extra_guest_fee', 'guests_included', 'weekly_discount_bps', 'monthly_discount_bps'])
    .select(['fee_model', 'tax_name', 'tax_bps'])
    .select(hasStaleFeed(now).as('has_stale_feed'));
}
