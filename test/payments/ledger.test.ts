import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asId } from '../../src/kernel/ids.ts';
import { of, post } from '../../src/payments/ledger.ts';
import { booked, cast, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';

const now = new Date('2027-03-01T12:00:00.000Z');
const ctx = { now, realNow: now };
const host = asId('person', 'per_01kav0h2e6f8w9x3m5n7p9q1r3');

test('postings that do not sum to zero are never written', () => {
  expect(() => post(ctx, 'capture:pay_1', 'bkg_1', 'USD', { stripe: 100, host: of(host, -99) })).toThrow(RangeError);
});

test('accounts that an effect does not move get no posting', () => {
  const [write] = post(ctx, 'capture:pay_1', 'bkg_1', 'USD', { stripe: 100, host: of(host, -100), tax: 0 });
  expect(write?.compile().parameters).not.toContain('tax');
  expect(post(ctx, 'capture:pay_1', 'bkg_1', 'USD', { stripe: 0 })).toEqual([]);
});

describe('the books', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  const insert = (postings: readonly [account: string, amount: number, currency?: string][], effect = 'test:1') =>
    h.sql(
      `insert into ledger_entries (effect, account, subject, amount, currency, posted_at)
       select $1, account, 'bkg_1', amount, currency, $2 from json_to_recordset($3) as posting
         (account text, amount bigint, currency text)`,
      [
        effect,
        ctx.now,
        JSON.stringify(postings.map(([account, amount, currency = 'USD']) => ({ account, amount, currency }))),
      ],
    );

  test('refuse an effect that does not sum to zero in each currency, whoever writes it', async () => {
    const refused = { constraint: 'ledger_entries_balanced' };
    await expect(insert([['stripe', 100]])).rejects.toMatchObject(refused);
    await expect(
      insert([
        ['stripe', 100, 'USD'],
        ['exchange', -100, 'EUR'],
      ]),
    ).rejects.toMatchObject(refused);
    await insert([
      ['stripe', 100],
      ['adjustments', -100],
    ]);
    // One more posting of an effect that balanced.
    await expect(insert([['tax', 1]])).rejects.toMatchObject(refused);
  });

  test('take an effect once', async () => {
    const once = () =>
      insert(
        [
          ['stripe', 5],
          ['adjustments', -5],
        ],
        'test:2',
      );
    await once();
    await expect(once()).rejects.toMatchObject({ constraint: 'ledger_entries_once' });
  });

  test('are never changed, shortened or emptied', async () => {
    for (const change of [
      'update ledger_entries set amount = 0',
      'delete from ledger_entries',
      'truncate ledger_entries',
    ]) {
      await expect(h.sql(change)).rejects.toThrow('never changed');
    }
  });

  test('say of guest and host what is theirs, in one row each', async () => {
    const scene = await cast(h);
    const { id } = await booked(h, scene.guest, scene.listingId);
    await move(h, scene.guest, id, 'cancel');
    const balances = await h.sql(
      `select holder, account, balance::int from ledger_balances
       where holder in ($1, $2) order by holder = $2, account`,
      [scene.guest.id, scene.host.id],
    );
    expect(balances).toEqual([
      { holder: scene.guest.id, account: 'guest', balance: -228_40 },
      { holder: scene.guest.id, account: 'stripe', balance: 228_40 },
      { holder: scene.host.id, account: 'host', balance: 0 },
    ]);
  });
});
