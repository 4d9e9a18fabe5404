import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { CsvRecord } from '../../src/listings/import/format.ts';

/** A row of a CSV file, counted as a spreadsheet does: the header is row 1. */
export type FileRow = { row: number; record: CsvRecord } | { row: number; fault: string };

/**
 * Opens a CSV file (gzipped when its name ends in `.gz`), whose rows are read as fast as they are taken. Quotes inside
 * of a cell are taken as they stand; a row that has more or fewer cells than the header comes with its fault. Throws an
 * Error that says after which row the file cannot be read any further, as where a quote is never closed.
 */
export async function openRows(path: string): Promise<{ header: string[]; rows: AsyncIterable<FileRow> }> {
  const lines = readLines(path);
  const first = await lines.next();
  if (first.done) throw new Error(`${path} has no header`);
  const header = first.value.map((cell) => cell.trim());
  return { header, rows: recordsOf(lines, header) };
}

async function* recordsOf(lines: AsyncIterable<string[]>, header: readonly string[]): AsyncGenerator<FileRow> {
  let row = 1;
  for await (const cells of lines) {
    row += 1;
    if (cells.length === header.length) {
      yield { row, record: Object.fromEntries(header.map((column, index) => [column, cells[index]])) };
    } else {
      yield { row, fault: `has ${cells.length} cells, and the header ${header.length}` };
    }
  }
}

async function* readLines(path: string): AsyncGenerator<string[]> {
  let row = 0;
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 1_000_000,
  });
  const file = createReadStream(path);
  // An error of any of these destroys the parser with it, and whoever reads is thrown it.
  pipeline(path.endsWith('.gz') ? [file, createGunzip(), parser] : [file, parser], () => {});
  const lines: AsyncIterable<string[]> = parser;
  try {
    for await (const cells of lines) {
      row += 1;
      yield cells;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be read after row ${row}: ${reason}`, { cause: error });
  }
}
