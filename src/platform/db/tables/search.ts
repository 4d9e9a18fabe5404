import type { ListingId } from '../../../kernel/ids.ts';

/** Written by `project_listings` and read by `search_listings`; migrations/0035-search-rows.sql tells its columns. */
export interface SearchTables {
  search_rows: {
    listing_id: ListingId;
    nights_from: Date;
  };
}
