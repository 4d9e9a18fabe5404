import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ImportOptions, importFile } from '../../scripts/import/import-file.ts';
import { reportLines } from '../../scripts/import/report.ts';
import { sampleListings } from '../../scripts/sample-listings.ts';
import type { PersonId } from '../../src/kernel/ids.ts';
import { importDefaults } from '../../src/listings/import/parse-row.ts';
import { createDb, type Db, type Send } from '../../src/platform/db/index.ts';
import { pgSend } from '../../src/platform/db/pg.ts';
import { leave } from '../closings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { quickest } from '../harness/quickest.ts';
import { done, locksWaitedFor } from '../suspensions/scene.ts';

let h: Harness;
let send: Send;
let db: Db;
let closeDb: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  h = await startHarness();
  const [row] = await h.sql<{ name: string }>('select current_database() as name');
  const url = new URL(inject('postgres'));
  url.pathname = `/${row?.name}`;
  const pg = pgSend(url.toString());
  [send, db, closeDb] = [pg.send, createDb(pg.send), pg.close];
  folder = await mkdtemp(join(tmpdir(), 'innkeep-import-'));
});
afterAll(async () => {
  await closeDb();
  await h.close();
  await rm(folder, { recursive: true });
});

const options: ImportOptions = {
  state: 'published',
  feeModel: 'split',
  locationSecret: 'a secret of sixteen characters',
  defaults: importDefaults,
  host: undefined,
  region: undefined,
};

let files = 0;
async function importText(
  text: string | Uint8Array,
  change: Partial<ImportOptions> = {},
  extension = 'csv',
  into = db,
) {
  files += 1;
  const path = join(folder, `${files}.${extension}`);
  await writeFile(path, text);
  return importFile(into, path, { ...options, ...change });
}

const header =
  'id,name,host_id,host_name,neighbourhood_group,neighbourhood,latitude,longitude,room_type,price,minimum_nights';
const row = (id: number | string, change: Record<string, string | number> = {}) => {
  const cells = {
    ...{ id, name: `Home ${id}`, host: 7, hostName: 'Brin', group: 'Lisbon', place: 'Alfama', lat: 38.71, lon: -9.13 },
    ...{ room: 'Entire home/apt', price: 120, nights: 2 },
    ...change,
  };
  return Object.values(cells).join(',');
};
const file = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;
const detailedFile = (short: string, { guests, most }: { guests: number; most: number | '' }) =>
  [
    `${header},description,neighbourhood_cleansed,neighbourhood_group_cleansed,property_type,accommodates,bathrooms_text,bedrooms,beds,amenities,maximum_nights`,
    `${short},A view,Alfama,Lisbon,Entire loft,${guests},2 baths,2,3,"[""Wifi"", ""Moat""]",${most}`,
    '',
  ].join('\n');
const state = () =>
  h.sql(`select (select json_agg(l order by id) from listings l) as listings,
    (select json_agg(p order by id) from people p) as people, (select count(*)::int from events) as events`);
const listingOf = async (sourceId: string) =>
  (
    await h.sql<{ id: string; title: string; version: number }>('select * from listings where source_id = $1', [
      sourceId,
    ])
  )[0];

describe('an import', () => {
  test('brings every good row of the sample, says of each bad one why, and a second run changes nothing', async () => {
    const sample = sampleListings();
    const first = await importText(sample);
    expect(first).toMatchObject({ format: 'short', rows: 528, outcomes: { created: 520 } });
    expect(new Set(first.skipped.map(({ row: at }) => at)).size).toBe(8);
    expect(first.skipped).toContainEqual({ row: 33, id: '99000', column: 'name', reason: 'is missing' });
    const before = await state();
    const second = await importText(sample);
    expect(second.outcomes).toMatchObject({ created: 0, changed: 0, unchanged: 520 });
    expect(await state()).toEqual(before);
  });

  test('makes listings that everybody finds, with their events, their hosts and their shifted place', async () => {
    await importText(file(row(705001)));
    const listing = await listingOf('705001');
    const answer = await h.api('GET', `/v1/listings/${listing?.id}`);
    expect(answer.body).toMatchObject({
      title: 'Home 705001',
      place: 'Alfama, Lisbon',
      timeZone: 'Europe/Lisbon',
      host: { name: 'Brin' },
      pricing: { currency: 'USD', nightly: 120_00 },
    });
    expect(answer.body.location).not.toEqual({ latitude: 38.71, longitude: -9.13 });
    const found = await h.sql('select listing_id from search_rows where listing_id = $1', [listing?.id]);
    expect(found).toHaveLength(1);
    const told = await h.sql('select type from events where subject = $1 order by id', [listing?.id]);
    expect(told).toEqual([{ type: 'listing.created' }, { type: 'listing.published' }]);
  });

  test('publishes nothing of a host who is suspended, and leaves what is there as it is', async () => {
    await importText(file(row(705011, { host: 705 })));
    const host = (
      await h.sql<{ id: PersonId }>('select host_id as id from listings where source_id = $1', ['705011'])
    )[0];
    await done(h, 'suspend', host ?? expect.fail('nobody'));
    await importText(file(row(705011, { host: 705, price: 150 }), row(705012, { host: 705 })));
    const states = await h.sql("select state from listings where source_id in ('705011', '705012') order by source_id");
    expect(states).toEqual([{ state: 'unlisted' }, { state: 'draft' }]);
    expect(
      await h.sql('select from search_rows join listings on id = listing_id where host_id = $1', [host?.id]),
    ).toEqual([]);
  });

  test('publishes nothing of a host who is suspended while it is written', async () => {
    await importText(file(row(705021, { host: 706 })));
    const [host] = await h.sql<{ id: PersonId }>('select host_id as id from listings where source_id = $1', ['705021']);
    const rival = await h.connect();
    const suspending = Promise.withResolvers<void>();
    let isOvertaken = false;
    // Once it has read what it decides on, and before any of its writes.
    const overtaken = createDb(async (queries) => {
      if (!isOvertaken && queries.some((query) => query.sql.includes('insert into listings'))) {
        isOvertaken = true;
        await rival.query('begin');
        await rival.query('update people set suspended_at = created_at where id = $1', [host?.id]);
        suspending.resolve();
      }
      return send(queries);
    });
    const importing = importText(file(row(705022, { host: 706 })), {}, 'csv', overtaken);
    await suspending.promise;
    await expect.poll(() => locksWaitedFor(h)).toBe(1);
    await rival.query('commit');
    await rival.end();
    expect(await importing).toMatchObject({ outcomes: { created: 1 } });
    expect(await listingOf('705022')).toMatchObject({ state: 'draft' });
  });

  test('makes no account for a host who was named, and closes theirs while it is written', async () => {
    const host = await createPerson(h);
    let isClosed = false;
    const overtaken = createDb(async (queries) => {
      if (!isClosed && queries.some((query) => query.sql.includes('insert into listings'))) {
        isClosed = true;
        await leave(h, host);
      }
      return send(queries);
    });
    const owner = { host: { email: host.email, name: null } };
    await expect(importText(file(row(705023)), owner, 'csv', overtaken)).rejects.toThrow(host.email);
    expect(await h.sql('select from people where email = $1', [host.email])).toEqual([]);
    expect(await listingOf('705023')).toBeUndefined();
  });

  test('gives hosts accounts that nobody can sign in to or take over', async () => {
    await importText(file(row(705101, { host: 4242 })));
    const email = 'inside-airbnb-4242@import.invalid';
    const password = 'seven herons at dawn';
    for (const tried of ['none', password]) {
      const signIn = await h.api('POST', '/v1/sessions', { key: null, body: { email, password: tried } });
      expect(signIn).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    }
    const signUp = await h.api('POST', '/v1/accounts', { key: null, body: { email, password, name: 'Mallory' } });
    expect(signUp.status).toBe(202);
    expect(await h.sql('select name, password_hash from people where email = $1', [email])).toEqual([
      { name: 'Brin', password_hash: 'none' },
    ]);
  });

  test('writes again what the source changed, and leaves what the host changed', async () => {
    const host = await createPerson(h);
    const owner = { host: { email: host.email, name: null } };
    await importText(file(row(705201), row(705202)), owner);
    const [one, two] = [await listingOf('705201'), await listingOf('705202')];
    const edit = { token: host.token, body: { title: 'My own words', pricing: { cleaningFee: 30_00 } } };
    for (const listing of [one, two]) await h.api('PATCH', `/v1/listings/${listing?.id}`, edit);
    const report = await importText(file(row(705201), row(705202, { price: 150 })), owner);
    expect(report.outcomes).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
    expect(await listingOf('705201')).toMatchObject({ title: 'My own words' });
    expect(await listingOf('705202')).toMatchObject({ id: two?.id, title: 'Home 705202', cleaning_fee: '3000' });
    const [priced] = await h.sql('select base_nightly from search_rows where listing_id = $1', [two?.id]);
    expect(priced).toEqual({ base_nightly: '15000' });
  });

  test('leaves to the host what the source says nothing of, also where it changed the rest', async () => {
    const host = await createPerson(h);
    const owner = { host: { email: host.email, name: null } };
    await importText(file(row(705251)), owner);
    const listing = await listingOf('705251');
    const own = {
      ...{ description: 'Up two stairs.', propertyType: 'loft', registrationNumber: 'AL/7', instantBooking: false },
      ...{ capacity: 6, bedrooms: 3, beds: 4, baths: 1.5, amenities: ['wifi'], maxNights: 14 },
    };
    const body = { ...own, pricing: { guestsIncluded: 4 } };
    await h.api('PATCH', `/v1/listings/${listing?.id}`, { token: host.token, body });
    await importText(file(row(705251, { price: 150 })), owner);
    const seen = await h.api('GET', `/v1/listings/${listing?.id}`);
    expect(seen.body).toMatchObject({ ...own, pricing: { nightly: 150_00, guestsIncluded: 4 } });
  });

  test('leaves a row that says the same as before, though new listings are given other defaults', async () => {
    const host = await createPerson(h);
    const owner = { host: { email: host.email, name: null } };
    await importText(file(row(705256)), owner);
    const listing = await listingOf('705256');
    const body = { title: 'My own words', pricing: { nightly: 99_00 } };
    await h.api('PATCH', `/v1/listings/${listing?.id}`, { token: host.token, body });
    const defaults = { ...importDefaults, capacity: 4, maxNights: 30 };
    const report = await importText(file(row(705256)), { ...owner, defaults });
    expect(report.outcomes).toMatchObject({ changed: 0, unchanged: 1 });
    expect((await h.api('GET', `/v1/listings/${listing?.id}`)).body).toMatchObject(body);
  });

  test('contradicts nothing that the host has set', async () => {
    const host = await createPerson(h);
    const owner = { host: { email: host.email, name: null } };
    const of = (guests: number, nights: number) => detailedFile(row(705261, { nights }), { guests, most: '' });
    await importText(of(6, 2), owner);
    const listing = await listingOf('705261');
    const edit = (body: object) => h.api('PATCH', `/v1/listings/${listing?.id}`, { token: host.token, body });
    expect((await edit({ maxNights: 14, pricing: { guestsIncluded: 5 } })).status).toBe(200);
    await importText(of(3, 30), owner);
    expect(await edit({ title: 'My own words' })).toMatchObject({
      status: 200,
      body: { capacity: 3, minNights: 30, maxNights: 30, pricing: { guestsIncluded: 3 } },
    });
  });

  test('leaves alone what its host has closed, or priced in another currency', async () => {
    const host = await createPerson(h);
    const owner = { host: { email: host.email, name: null } };
    await importText(file(row(705301), row(705302)), owner);
    const [closed, converted] = [await listingOf('705301'), await listingOf('705302')];
    await h.api('POST', `/v1/listings/${closed?.id}/close`, { token: host.token });
    const pricing = { currency: 'EUR', nightly: 110_00 };
    await h.api('PATCH', `/v1/listings/${converted?.id}`, { token: host.token, body: { pricing } });
    const before = await state();
    const report = await importText(file(row(705301, { price: 1 }), row(705302, { price: 1 })), owner);
    expect(report.outcomes).toMatchObject({ closed: 1, 'other-currency': 1 });
    expect(await state()).toEqual(before);
  });

  test('run twice at once creates each listing once', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => row(705400 + index, { host: 705400 + (index % 5) }));
    const reports = await Promise.all([importText(file(...rows)), importText(file(...rows))]);
    const created = reports.map(({ outcomes }) => outcomes.created);
    expect(created.toSorted((a, b) => a - b)).toEqual([0, 40]);
  });

  test('leaves drafts where it is told to', async () => {
    await importText(file(row(705501)), { state: 'draft', feeModel: 'hostOnly' });
    expect(await listingOf('705501')).toMatchObject({ state: 'draft', published_at: null, fee_model: 'hostOnly' });
  });
});

describe('a row', () => {
  test('that is given twice, or lacks a cell, is left out alone, and named', async () => {
    const { outcomes, skipped } = await importText(
      file(row(706001), row(706001, { price: 99 }), '706002,too short', row(706003, { name: '"An"open quote' })),
    );
    expect(outcomes.created).toBe(2);
    expect(skipped).toEqual([
      { row: 3, id: '706001', column: 'id', reason: 'is that of row 2 too' },
      { row: 4, id: null, column: '', reason: 'has 2 cells, and the header 11' },
    ]);
  });

  test('needs a place, or the command gives it', async () => {
    const bare = row(706101, { group: '', place: '' });
    expect((await importText(file(bare))).skipped).toMatchObject([{ column: 'neighbourhood' }]);
    await importText(file(bare), { region: 'Portugal' });
    expect(await listingOf('706101')).toMatchObject({ place: 'Portugal' });
  });

  test('is priced in the currency of the command, in amounts that can be charged', async () => {
    const defaults = { ...importDefaults, currency: 'JPY' as const };
    await importText(file(row(706201, { price: 12_000 })), { defaults });
    expect(await listingOf('706201')).toMatchObject({ currency: 'JPY', base_nightly: '12000' });
    const dinars = { ...importDefaults, currency: 'KWD' as const };
    const { skipped } = await importText(file(row(706202, { price: '30.125' })), { defaults: dinars });
    expect(skipped).toMatchObject([{ row: 2, id: '706202', column: 'price' }]);
  });
});

describe('a file', () => {
  test('may be gzipped, begin with a byte order mark, and end its lines as Windows does', async () => {
    const text = `\ufeff${file(row(707001), row(707002))}`.replaceAll('\n', '\r\n');
    expect((await importText(gzipSync(text), {}, 'csv.gz')).outcomes.created).toBe(2);
  });

  test('in the detailed format brings what the short one lacks', async () => {
    const report = await importText(detailedFile(row(707101, { price: '"$1,250.00"' }), { guests: 5, most: 30 }));
    expect(report).toMatchObject({ format: 'detailed', outcomes: { created: 1 } });
    expect([...report.unknownAmenities]).toEqual([['Moat', 1]]);
    expect(await listingOf('707101')).toMatchObject({
      ...{ capacity: 5, beds: 3, baths_tenths: 20, amenities: '1', property_type: 'loft', max_nights: 30 },
      ...{ description: 'A view', base_nightly: '125000' },
    });
  });

  test('of another kind, empty, broken or missing is refused with a reason, and nothing is written', async () => {
    const before = await state();
    await expect(importText('a,b\n1,2\n')).rejects.toThrow(/lacks id, name/);
    await expect(importText('')).rejects.toThrow(/no header/);
    await expect(importText(file(row(707201, { name: '"Never closed' })))).rejects.toThrow(/after row 1.*not closed/i);
    await expect(importFile(db, join(folder, 'missing.csv'), options)).rejects.toThrow(/ENOENT/);
    expect(await state()).toEqual(before);
  });
});

test('the report names the defaults that were taken, and the option that changes each', async () => {
  const report = await importText(file(row(708001), row(708002, { price: 'free' })));
  const lines = reportLines(report, importDefaults, 0.5);
  expect(lines[0]).toBe('2 rows (short format) in 0.5 s: 4 a second.');
  expect(lines).toContain('Prices are taken to be in USD (--currency).');
  expect(lines).toContain('Default for accommodates in 1 rows: 2 (--capacity)');
  expect(lines).toContain('Skipped row 3 (id 708002): price is not a price');
});

test('five hundred listings are imported within a second', async () => {
  const took = await quickest(4_000, async (attempt) => {
    const first = 900_000 + 10_000 * attempt;
    const rows = Array.from({ length: 2_000 }, (_, index) => row(first + index, { host: first + (index % 300) }));
    expect((await importText(file(...rows))).outcomes.created).toBe(2_000);
  });
  expect(took).toBeLessThan(4_000);
});
