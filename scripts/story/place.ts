import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { z } from 'zod';

const Row = z.object({ latitude: z.coerce.number(), longitude: z.coerce.number() });
const DEGREES = 0.3;

/** The part of the map around the first listing of a listings file: west, south, east, north. */
export async function boxAround(file: string): Promise<[number, number, number, number]> {
  for await (const row of createReadStream(file).pipe(parse({ columns: true, to: 1 }))) {
    const { latitude, longitude } = Row.parse(row);
    return [longitude - DEGREES, latitude - DEGREES, longitude + DEGREES, latitude + DEGREES];
  }
  throw new Error(`${file} has no listing`);
}
