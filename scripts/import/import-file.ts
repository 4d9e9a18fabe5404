import { detectFormat, type ListingsFormat } from '../../src/listings/import/format.ts';
import { type ImportRun, importListings, type Outcome } from '../../src/listings/import/import-listings.ts';
import { type ImportDefaults, parseRow } from '../../src/listings/import/parse-row.ts';
import { INSIDE_AIRBNB, type SourcedListing, sourcedListing } from '../../src/listings/import/sourced-listing.ts';
import type { Db } from '../../src/platform/db/index.ts';
import { type FileRow, openRows } from './read-rows.ts';

export type ImportOptions = {
  /** The state in which new listings begin. */
  state: ImportRun['state'];
  /** Who pays what the platform takes of new ones. */
  feeModel: ImportRun['feeModel'];
  locationSecret: string;
  defaults: ImportDefaults;
  /** The host of all listings; else each of the source's hosts is given an account. */
  host: SourcedListing['host'] | undefined;
  /** What the place of each listing ends with. */
  region: string | undefined;
};

/** Why a row was left out; `column` is empty where it is the whole row. */
type Skipped = { row: number; id: string | null; column: string; reason: string };

export type ImportReport = {
  format: ListingsFormat;
  rows: number;
  outcomes: Record<Outcome, number>;
  skipped: Skipped[];
  /** How many rows a default stands in, by column. */
  defaulted: Map<string, number>;
  /** How many rows name an amenity that the catalogue does not know, by its name. */
  unknownAmenities: Map<string, number>;
  /** Rows whose id was rounded by a spreadsheet, so that their place is needed to know them again. */
  roundedIds: number;
};

const ROWS_AT_ONCE = 500;

/**
 * Imports a listings file of Inside Airbnb's formats; what is wrong with a row keeps only that row out. The same file
 * again changes nothing. Throws an Error that says why, before anything is written, for a file in another format.
 */
export async function importFile(db: Db, path: string, options: ImportOptions): Promise<ImportReport> {
  const { header, rows } = await openRows(path);
  const detected = detectFormat(header);
  if (!detected.ok) throw new Error(`${path} is no listings file: it lacks ${detected.missing.join(', ')}`);
  const report: ImportReport = {
    format: detected.format,
    rows: 0,
    outcomes: { created: 0, changed: 0, unchanged: 0, closed: 0, 'other-currency': 0 },
    skipped: [],
    defaulted: new Map(),
    unknownAmenities: new Map(),
    roundedIds: 0,
  };
  const run: ImportRun = {
    source: INSIDE_AIRBNB,
    state: options.state,
    feeModel: options.feeModel,
    locationSecret: options.locationSecret,
    now: new Date(),
  };
  let batch: SourcedListing[] = [];
  const write = async () => {
    for (const outcome of await importListings(db, run, batch)) report.outcomes[outcome] += 1;
    batch = [];
  };
  for await (const listing of acceptedListings(rows, options, report)) {
    batch.push(listing);
    if (batch.length === ROWS_AT_ONCE) await write();
  }
  if (batch.length > 0) await write();
  return report;
}

/** The rows that can be imported; of the others the report says why not. */
async function* acceptedListings(
  rows: AsyncIterable<FileRow>,
  options: ImportOptions,
  report: ImportReport,
): AsyncGenerator<SourcedListing> {
  const seen = new Map<string, number>();
  for await (const read of rows) {
    const { row } = read;
    report.rows += 1;
    if ('fault' in read) {
      report.skipped.push({ row, id: null, column: '', reason: read.fault });
      continue;
    }
    const id = read.record.id?.trim() || null;
    const parsed = parseRow(report.format, read.record, row, options.defaults);
    const sourced = parsed.ok ? sourcedListing(parsed.listing, { ...options, defaulted: parsed.defaulted }) : parsed;
    if (!parsed.ok || !sourced.ok) {
      const reasons = sourced.ok ? [] : sourced.reasons;
      report.skipped.push(...reasons.map((reason) => ({ row, id, ...reason })));
      continue;
    }
    const key = `${sourced.listing.host.email} ${sourced.listing.sourceId}`;
    const twin = seen.get(key);
    if (twin !== undefined) {
      report.skipped.push({ row, id, column: 'id', reason: `is that of row ${twin} too` });
      continue;
    }
    seen.set(key, row);
    for (const column of parsed.defaulted) count(report.defaulted, column);
    for (const name of parsed.unknownAmenities) count(report.unknownAmenities, name);
    if (parsed.hasRoundedId) report.roundedIds += 1;
    yield sourced.listing;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
