import { parseArgs } from 'node:util';
import { z } from 'zod';
import { isCurrency } from '../src/kernel/currencies.ts';
import { feeModels } from '../src/kernel/price-rules.ts';
import { type AmenityCode, isAmenity } from '../src/listings/amenities.ts';
import { type ImportDefaults, importDefaults } from '../src/listings/import/parse-row.ts';
import { selectHosts } from '../src/listings/import/queries.ts';
import { createDb, type Db } from '../src/platform/db/index.ts';
import { pgSend } from '../src/platform/db/pg.ts';
import { importFile } from './import/import-file.ts';
import { reportLines } from './import/report.ts';
import { databaseSettings } from './local-settings.ts';

const USAGE = `npm run import -- FILE.csv [options]

Imports a listings file of Inside Airbnb's short or detailed format (also gzipped). Each of its hosts is given an
account that nobody can sign in to, unless --host names one. The same file and options again change nothing; of a row that says
something else than at the last import, what the file says is written again, and the rest stays as its host has set it.

  --host EMAIL        the account that gets all listings
  --place NAME        what the place of each listing ends with, such as "Asheville, North Carolina"
  --draft             leave new listings as drafts, instead of publishing them
  --fees MODEL        what the platform takes: split between guest and host, or hostOnly (split)
  --currency CODE     of all prices                         (${importDefaults.currency})
Of new listings, where the file says nothing:
  --capacity N        guests                                (${importDefaults.capacity})
  --bedrooms N        --beds N   --baths N                  (${importDefaults.bedrooms} each)
  --amenities A,B     by their codes                        (none)
  --max-nights N                                            (${importDefaults.maxNights})
  --booking KIND      instant or request                    (instant)`;

const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const Options = z.object({
  host: z.email().toLowerCase().optional(),
  place: z.string().min(1).max(90).optional(),
  draft: z.boolean().default(false),
  fees: z.enum(feeModels).default('split'),
  currency: z.string().refine(isCurrency, 'is not a currency').default(importDefaults.currency),
  capacity: count(1, 50).default(importDefaults.capacity),
  bedrooms: count(0, 100).default(importDefaults.bedrooms),
  beds: count(0, 100).default(importDefaults.beds),
  baths: z.coerce.number().min(0).max(100).multipleOf(0.5).default(importDefaults.baths),
  amenities: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((code) => code !== ''))
    .refine((codes): codes is AmenityCode[] => codes.every(isAmenity), 'are not all codes of /v1/amenities'),
  'max-nights': count(1, 1_125).default(importDefaults.maxNights),
  booking: z.enum(['instant', 'request']).default('instant'),
});

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { path, options } = readArguments();
  const { databaseUrl, locationSecret } = await databaseSettings();
  const { send, close } = pgSend(databaseUrl, { max: 2 });
  try {
    const db = createDb(send);
    const defaults: ImportDefaults = {
      currency: options.currency,
      capacity: options.capacity,
      bedrooms: options.bedrooms,
      beds: options.beds,
      baths: options.baths,
      amenities: options.amenities,
      maxNights: options['max-nights'],
      instantBooking: options.booking === 'instant',
    };
    const host = options.host === undefined ? undefined : await hostNamed(db, options.host);
    const started = performance.now();
    const report = await importFile(db, path, {
      state: options.draft ? 'draft' : 'published',
      feeModel: options.fees,
      locationSecret,
      defaults,
      host,
      region: options.place,
    });
    const seconds = (performance.now() - started) / 1000;
    for (const line of reportLines(report, defaults, seconds)) console.log(line);
  } finally {
    await close();
  }
}

function readArguments() {
  const text = { type: 'string' as const };
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{
        host: text,
        place: text,
        fees: text,
        currency: text,
        capacity: text,
        bedrooms: text,
        beds: text,
        baths: text,
      },
      ...{ amenities: text, 'max-nights': text, booking: text, draft: { type: 'boolean' as const } },
    },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(USAGE);
  const parsed = Options.safeParse(values);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(({ path: at, message }) => `--${at.join('.')} ${message}`).join('\n'));
  }
  return { path, options: parsed.data };
}

async function hostNamed(db: Db, email: string) {
  const [person] = await db.all(selectHosts([email]));
  if (person === undefined) throw new Error(`There is no account with the e-mail address ${email}.`);
  return { email, name: null };
}
