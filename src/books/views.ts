import type { z } from '../kernel/zod.ts';
import type { BookingLedger } from './schemas.ts';

type Ledger = z.input<typeof BookingLedger>;
type Entry = Ledger['entries'][number];

/** A posting as it was read. */
export type PostedRow = {
  effect: string;
  account: Entry['account'];
  owner: string | null;
  amount: number;
  currency: string;
  posted_at: Date;
};

/** The postings of a booking that one side may see, with what they sum up to. */
export function viewLedger(bookingId: string, side: Ledger['side'], rows: readonly PostedRow[]): Ledger {
  const entries = rows.map(viewEntry);
  return { bookingId, side, entries, balances: balancesOf(entries) };
}

function viewEntry({ effect, account, owner, amount, currency, posted_at }: PostedRow): Entry {
  const [happened = '', ...reference] = effect.split(':');
  return {
    effect: happened,
    reference: reference.join(':'),
    account,
    amount,
    currency,
    ownerId: owner,
    postedAt: posted_at.toISOString(),
  };
}

function balancesOf(entries: readonly Entry[]): Ledger['balances'] {
  const groups = Map.groupBy(entries, ({ account, currency }) => `${account} ${currency}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { account, currency } = first;
    return [{ account, currency, balance: group.reduce((total, { amount }) => total + amount, 0) }];
  });
}
