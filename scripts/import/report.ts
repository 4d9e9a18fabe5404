import type { ImportDefaults } from '../../src/listings/import/parse-row.ts';
import type { ImportReport } from './import-file.ts';

/** What an import did, as lines for a person: counts, defaults taken, what was left out and why. */
export function reportLines(report: ImportReport, defaults: ImportDefaults, seconds: number): string[] {
  const { rows, outcomes, skipped } = report;
  const skippedRows = new Set(skipped.map(({ row }) => row)).size;
  const rate = Math.round(rows / Math.max(seconds, 0.001));
  return [
    `${rows} rows (${report.format} format) in ${seconds.toFixed(1)} s: ${rate} a second.`,
    `  created    ${outcomes.created}`,
    `  changed    ${outcomes.changed}`,
    `  unchanged  ${outcomes.unchanged}`,
    `  skipped    ${skippedRows}`,
    ...left(outcomes.closed, 'left as they are: their hosts have closed them'),
    ...left(
      outcomes['other-currency'],
      `left as they are: they are priced in another currency than ${defaults.currency}`,
    ),
    `Prices are taken to be in ${defaults.currency} (--currency).`,
    ...defaultLines(report, defaults),
    ...left(report.roundedIds, 'have an id that a spreadsheet rounded: they are known again by id and place'),
    ...unknownLines(report),
    ...skipped.map(
      ({ row, id, column, reason }) => `Skipped row ${row}${id === null ? '' : ` (id ${id})`}: ${column} ${reason}`,
    ),
  ];
}

const SHOWN_NAMES = 10;

function left(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} listings ${what}.`];
}

function defaultLines({ defaulted }: ImportReport, defaults: ImportDefaults): string[] {
  const taken = new Map([
    ['accommodates', `${defaults.capacity} (--capacity)`],
    ['bedrooms', `${defaults.bedrooms} (--bedrooms)`],
    ['beds', `${defaults.beds} (--beds)`],
    ['bathrooms', `${defaults.baths} (--baths)`],
    ['amenities', `${defaults.amenities.join(',') || 'none'} (--amenities)`],
    ['maximum_nights', `${defaults.maxNights} (--max-nights)`],
    ['instant_bookable', `${defaults.instantBooking ? 'instant' : 'request'} (--booking)`],
  ]);
  return [...defaulted].map(
    ([column, rows]) => `Default for ${column} in ${rows} rows: ${taken.get(column) ?? 'nothing'}`,
  );
}

function unknownLines({ unknownAmenities }: ImportReport): string[] {
  if (unknownAmenities.size === 0) return [];
  const commonest = [...unknownAmenities].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN_NAMES);
  const shown = commonest.map(([name, rows]) => `${name} (${rows})`).join(', ');
  return [`${unknownAmenities.size} names of amenities are not in the catalogue, first of all: ${shown}.`];
}
