import type { Currency } from '../kernel/currencies.ts';
import { decimalOf } from '../kernel/money-text.ts';
import type { z } from '../kernel/zod.ts';
import type { EntryRow, OpeningRow } from './queries/reports.ts';
import type { lineKinds, Statement } from './report-schemas.ts';

type StatementBody = z.output<typeof Statement>;
type Line = StatementBody['statements'][number]['lines'][number];

/** What an effect is to the host, by the first half of its name; of a deposit as of a payment. */
const kinds: Readonly<Record<string, (typeof lineKinds)[number]>> = {
  capture: 'earning',
  'refund-promised': 'refund',
  'dispute-lost': 'dispute',
  'deposit-awarded': 'deposit',
  'host-fee': 'fee',
  payout: 'payout',
  'payout-refused': 'payout-returned',
  reversal: 'reversal',
};

/** The statement of a month: in each currency from what was owed to the host when it began to when it ended. */
export function statementOf(
  month: string,
  openings: readonly OpeningRow[],
  entries: readonly EntryRow[],
): StatementBody {
  const opened = new Map(openings.flatMap(({ currency, opening }) => (currency === null ? [] : [[currency, opening]])));
  const moved = Map.groupBy(entries, ({ currency }) => currency);
  const currencies = [...new Set<Currency>([...opened.keys(), ...moved.keys()])].toSorted((a, b) => a.localeCompare(b));
  return {
    month,
    timeZone: openings[0]?.time_zone ?? 'UTC',
    statements: currencies.map((currency) => {
      const opening = opened.get(currency) ?? 0;
      let balance = opening;
      const lines = (moved.get(currency) ?? []).map((entry) => {
        balance += entry.amount;
        return lineOf(entry, balance);
      });
      return { currency, opening, lines, closing: balance };
    }),
  };
}

const COLUMNS = 'at,kind,reference,booking,listing,check in,check out,currency,amount,balance';

/** The same lines as RFC 4180's CSV, amounts as decimal numbers of the major unit. */
export function statementFile({ statements }: StatementBody): string {
  const rows = statements.flatMap(({ currency, lines }) =>
    lines.map((line) =>
      [
        line.at,
        line.kind,
        line.reference,
        line.bookingId ?? '',
        line.listingTitle ?? '',
        line.checkIn ?? '',
        line.checkOut ?? '',
        currency,
        decimalOf(line.amount, currency),
        decimalOf(line.balance, currency),
      ]
        .map(cellOf)
        .join(','),
    ),
  );
  return `${[COLUMNS, ...rows].join('\r\n')}\r\n`;
}

function lineOf(entry: EntryRow, balance: number): Line {
  const [name = '', reference = ''] = entry.effect.split(':');
  return {
    at: entry.at.toISOString(),
    kind: kinds[name] ?? kinds[name.replace(/^deposit-/, '')] ?? 'adjustment',
    reference,
    bookingId: entry.booking_id,
    listingTitle: entry.title,
    checkIn: entry.check_in,
    checkOut: entry.check_out,
    amount: entry.amount,
    balance,
  };
}

// A title that a spreadsheet would take for a formula is made text.
function cellOf(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
