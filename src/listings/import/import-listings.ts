import { guardActive } from '../../accounts/index.ts';
import type { Currency } from '../../kernel/currencies.ts';
import { type ListingId, newId, type PersonId } from '../../kernel/ids.ts';
import type { FeeModel } from '../../kernel/price-rules.ts';
import { type Db, failureOf, type Write } from '../../platform/db/index.ts';
import type { ListingState } from '../../platform/db/tables/listings.ts';
import { blankListing, type ListingColumns, newListing } from '../listing-columns.ts';
import { locate, type PlaceColumns } from '../locate.ts';
import { projectListings } from '../project.ts';
import { insertHosts, insertSourced, selectHosts, selectSourced, updateSourced } from './queries.ts';
import { type SaidColumns, type SourcedListing, sourceHashes, type UnsaidColumn } from './sourced-listing.ts';

/** Where the listings come from, and how new ones begin. */
export type ImportRun = {
  source: string;
  state: 'draft' | 'published';
  feeModel: FeeModel;
  locationSecret: string;
  now: Date;
};

/**
 * What became of a listing: `unchanged` when the source says what it said at the last import, whatever its host has
 * made of it since; `closed` and `other-currency` when it was left as it is, as its host closed or converted it.
 */
export type Outcome = 'created' | 'changed' | 'unchanged' | 'closed' | 'other-currency';

const ATTEMPTS = 3;

/**
 * Writes listings of a source in two round trips, all or none; the same ones again change nothing. They say the same
 * columns, and no two of them have the same host and source id. Returns the outcome of each, in their order.
 */
export async function importListings(db: Db, run: ImportRun, listings: readonly SourcedListing[]): Promise<Outcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    const planned = await planImport(db, run, listings);
    try {
      const writes = writesOf(planned, run);
      if (writes.length > 0) await db.batch(writes);
      return planned.map(({ outcome }) => outcome);
    } catch (error) {
      if (attempt === ATTEMPTS || failureOf(error).kind !== 'stale') throw error;
    }
  }
}

/** A listing with its row's id, and what is to become of it. */
type Planned = { outcome: Outcome; id: ListingId; version: number; host: Host; said: SaidRow; sourceId: string };
type Host = { id: PersonId; suspended_at: Date | null };
/** What the source decides of a row. */
type SaidRow = SaidColumns & PlaceColumns & { source_hash: string };
/** What a row holds of which the source may say nothing. */
type KnownRow = Pick<ListingColumns, UnsaidColumn | 'min_nights' | 'guests_included'>;

async function planImport(db: Db, run: ImportRun, listings: readonly SourcedListing[]): Promise<Planned[]> {
  const hosts = new Map(listings.map(({ host }) => [host.email, host]));
  const [, people, rows] = await db.batch([
    insertHosts(
      [...hosts.values()].flatMap(({ email, name }) => (name === null ? [] : [{ id: newId('person'), email, name }])),
      run.now,
    ),
    selectHosts([...hosts.keys()]),
    selectSourced(run.source, listings),
  ]);
  const accounts = new Map(people.map((person) => [person.email, person]));
  const known = new Map(rows.map((row) => [`${row.email} ${row.source_id}`, row]));
  return Promise.all(
    listings.map(async (listing) => {
      const { host, sourceId, point, columns } = listing;
      const row = known.get(`${host.email} ${sourceId}`);
      const id = row?.id ?? newId('listing');
      const account = accounts.get(host.email);
      if (account === undefined) throw new Error(`There is no account with the e-mail address ${host.email} any more.`);
      const [ofSaid, withDefaults] = await sourceHashes(listing);
      const said = { ...columns, ...(await locate(run.locationSecret, id, point)), source_hash: ofSaid };
      return {
        outcome: outcomeOf(row, said, withDefaults),
        id,
        version: row?.version ?? newListing.version,
        host: account,
        said: row === undefined ? said : saidOf(row, said, listing.unsaid),
        sourceId,
      };
    }),
  );
}

// Of what its source says nothing, what its host has made of it; neither contradicts the other.
function saidOf(row: KnownRow, said: SaidRow, unsaid: readonly UnsaidColumn[]): SaidRow {
  const own = Object.fromEntries(unsaid.map((column) => [column, row[column]]));
  const { min_nights = row.min_nights, max_nights = row.max_nights, capacity, ...columns } = { ...said, ...own };
  return {
    ...columns,
    capacity,
    min_nights,
    max_nights: Math.max(min_nights, max_nights),
    guests_included: Math.min(capacity, row.guests_included),
  };
}

function outcomeOf(
  row: { state: ListingState; currency: Currency; source_hash: string | null } | undefined,
  said: SaidRow,
  withDefaults: string,
): Outcome {
  if (row === undefined) return 'created';
  if (row.source_hash === said.source_hash || row.source_hash === withDefaults) return 'unchanged';
  if (row.state === 'closed') return 'closed';
  return row.currency === said.currency ? 'changed' : 'other-currency';
}

function writesOf(planned: readonly Planned[], run: ImportRun): Write[] {
  const { source, state, feeModel, now } = run;
  const created = planned.filter(({ outcome }) => outcome === 'created');
  const changed = planned.filter(({ outcome }) => outcome === 'changed');
  const newRows = created.map(({ id, host, said, sourceId }) => {
    // Nothing of a host who is suspended is published.
    const begins = host.suspended_at === null ? state : 'draft';
    return {
      ...newListing,
      ...blankListing,
      ...said,
      id,
      host_id: host.id,
      state: begins,
      fee_model: feeModel,
      source,
      source_id: sourceId,
      created_at: now,
      updated_at: now,
      published_at: begins === 'published' ? now : null,
    };
  });
  const publishing = newRows.filter((row) => row.state === 'published').map((row) => row.host_id);
  const [sample] = changed;
  const changes = changed.map(({ id, version, said }) => ({ id, version, ...said }));
  return [
    ...(publishing.length > 0 ? [guardActive(publishing, 'stale')] : []),
    ...(created.length > 0 ? [insertSourced(newRows, source, now)] : []),
    ...(sample ? [updateSourced(changes, Object.keys(sample.said), source, now)] : []),
    ...(created.length + changed.length > 0 ? [projectListings([...created, ...changed].map(({ id }) => id))] : []),
  ];
}
