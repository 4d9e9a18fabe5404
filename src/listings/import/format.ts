/** Inside Airbnb's summary (18 columns; 16 in older files) and its detailed file (75 columns, more or fewer over time). */
export type ListingsFormat = 'short' | 'detailed';

/** A row as a CSV reader gives it: the cell of each column, by the column's name. */
export type CsvRecord = Readonly<Record<string, string | undefined>>;

/** Which of the two formats a file is in, by the names of its columns, or which columns it lacks for it. */
export function detectFormat(
  header: readonly string[],
): { ok: true; format: ListingsFormat } | { ok: false; missing: string[] } {
  const format = header.includes('accommodates') || header.includes('amenities') ? 'detailed' : 'short';
  const missing = neededColumns[format].filter((column) => !header.includes(column));
  return missing.length === 0 ? { ok: true, format } : { ok: false, missing };
}

const shortColumns = [
  ...['id', 'name', 'host_id', 'host_name', 'neighbourhood', 'latitude', 'longitude', 'room_type', 'price'],
  'minimum_nights',
];

const neededColumns: Record<ListingsFormat, string[]> = {
  short: shortColumns,
  detailed: [
    ...shortColumns,
    ...['description', 'neighbourhood_cleansed', 'property_type', 'accommodates', 'bathrooms_text', 'bedrooms', 'beds'],
    ...['amenities', 'maximum_nights'],
  ],
};
