import { type ListingId, newId } from '../../src/kernel/ids.ts';
import type { Harness } from './index.ts';
import type { Person } from './people.ts';

/**
 * A published listing of this host, written to the database without the operations that have tests of their own:
 * in New York, 100 USD a night, for four guests of whom two are included, booked at once, cancelled on flexible terms.
 * @param columns what differs, under the names of the table's columns
 */
export async function createListing(
  h: Harness,
  host: Person,
  columns: Record<string, string | number | boolean | null> = {},
): Promise<ListingId> {
  const id = newId('listing');
  const now = new Date(h.clock.now()).toISOString();
  const row: Record<string, string | number | boolean | null> = {
    id,
    host_id: host.id,
    state: 'published',
    title: 'Loft by the river',
    property_type: 'loft',
    room_type: 'entire_home',
    capacity: 4,
    guests_included: 2,
    latitude: 40.7128,
    longitude: -74.006,
    shown_latitude: 40.7141,
    shown_longitude: -74.0032,
    time_zone: 'America/New_York',
    place: 'New York',
    base_nightly: 100_00,
    created_at: now,
    published_at: now,
    updated_at: now,
    ...columns,
  };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await h.sql(`insert into listings (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
  return id;
}

/** A photo of a listing: ready, with the key that it is served by, or without one still awaiting its upload. */
export async function addPhoto(h: Harness, listingId: string, position: number, key: string | null): Promise<void> {
  await h.sql(
    `insert into photos (id, listing_id, position, state, upload_key, served_key, content_type, byte_size, created_at)
     values ($1, $2, $3, $4, 'upload', $5, 'image/jpeg', 1, '2027-01-01')`,
    [newId('photo'), listingId, position, key === null ? 'awaiting' : 'ready', key],
  );
}
