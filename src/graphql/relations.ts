/**
 * What leads from one thing to another, beside the fields of the answers. An id of another thing (`listingId`) leads
 * there by itself; these are what no name tells: the type, the field, the operation, and where the id stands.
 */
export const relations: readonly { type: string; field: string; operation: string; id: string }[] = [
  { type: 'BookingSide', field: 'person', operation: 'people_get', id: 'id' },
  { type: 'ListingHost', field: 'person', operation: 'people_get', id: 'id' },
  { type: 'BlockGuest', field: 'person', operation: 'people_get', id: 'id' },
  { type: 'SearchResult', field: 'listing', operation: 'listings_get', id: 'id' },
  { type: 'BookingSummary', field: 'booking', operation: 'bookings_get', id: 'id' },
  { type: 'HeldBooking', field: 'booking', operation: 'bookings_get', id: 'id' },
  { type: 'ThreadParty', field: 'person', operation: 'people_get', id: 'id' },
  { type: 'OwnListing', field: 'shown', operation: 'listings_get', id: 'id' },
];

/** Fields that hold an id, and the operation that reads what it names. */
export const idFields: Readonly<Record<string, string>> = {
  listingId: 'listings_get',
  bookingId: 'bookings_get',
  hostId: 'people_get',
  threadId: 'threads_get',
};
