import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { sampleListings } from '../../scripts/sample-listings.ts';
import { type CsvRecord, detectFormat } from '../../src/listings/import/format.ts';
import { parseRow } from '../../src/listings/import/parse-row.ts';

const file = await readFile(new URL('../../samples/listings.csv', import.meta.url), 'utf8');

test('the committed sample is what the script writes', () => {
  expect(file).toBe(sampleListings());
});

test('the sample has 520 good listings in 10 cities, and 8 rows to refuse', () => {
  const records = parse<CsvRecord>(file, { columns: true });
  expect(detectFormat(Object.keys(records[0] ?? {}))).toEqual({ ok: true, format: 'short' });
  const parsed = records.map((record, index) => parseRow('short', record, index + 2));
  const listings = parsed.flatMap((row) => (row.ok ? [row.listing] : []));
  expect(listings).toHaveLength(520);
  expect(new Set(listings.map(({ sourceId }) => sourceId)).size).toBe(520);
  expect(new Set(listings.map(({ neighbourhoodGroup }) => neighbourhoodGroup)).size).toBe(10);
  expect(parsed.flatMap((row) => (row.ok ? [] : row.reasons.map(({ column }) => column)))).toEqual([
    ...['name', 'latitude', 'longitude', 'room_type', 'price', 'price', 'minimum_nights', 'minimum_nights'],
    ...['host_id', 'host_name'],
  ]);
});
