import { shareOf, sum } from '../kernel/money.ts';
import type { PriceLine } from '../kernel/price.ts';
import type {
  DocumentContent,
  DocumentKind,
  DocumentLine,
  SettledStay,
  StoredDocument,
  Vat,
} from '../platform/db/tables/books.ts';

export type { DocumentContent, DocumentKind } from '../platform/db/tables/books.ts';

type Amounts = Pick<DocumentContent, 'lines' | 'total' | 'vat'>;

/** All that a document says, of what is kept of it. */
export function contentOf(stored: StoredDocument, kind: DocumentKind): DocumentContent {
  if (!('settled' in stored)) return stored;
  const { form = 1, settled, ...head } = stored;
  return { ...head, ...amountsOf[form][kind](settled) };
}

/**
 * What is printed of a stay, by form. A form in which something was issued stays as it is, or its documents would say
 * something else; what is to be printed differently from now on is a form of its own, and that is what is stored.
 */
const amountsOf: Readonly<Record<1, Readonly<Record<DocumentKind, (settled: SettledStay) => Amounts>>>> = {
  1: { receipt: receiptAmounts, invoice: invoiceAmounts },
};

/** What the guest has paid, line by line, and what went back. */
function receiptAmounts({ lines: agreedOn, kept, uncharged, vatBps }: SettledStay): Amounts {
  const lines = agreedOn.filter(({ payer }) => payer === 'guest').map(labelled);
  const agreed = sum(lines.map(({ amount }) => amount));
  const total = kept?.guestPays ?? agreed;
  const changes = [
    { label: 'Not charged', amount: 0 - uncharged },
    { label: 'Given back', amount: total - agreed + uncharged },
  ];
  // What is kept of the marketplace's share is not told by who pays it.
  const isFeeWhole = kept === null || kept.platformKeeps === 0;
  const fee = kept === null ? feeOf(agreedOn, 'guest') : 0;
  return {
    lines: [...lines, ...changes.filter(({ amount }) => amount !== 0)],
    total,
    vat: isFeeWhole ? vatIn(fee, vatBps) : null,
  };
}

/** What the host has paid for the marketplace's service. */
function invoiceAmounts({ lines, vatBps }: SettledStay): Amounts {
  const total = feeOf(lines, 'host');
  return { lines: [{ label: 'Service fee for hosts', amount: total }], total, vat: vatIn(total, vatBps) };
}

/** The VAT that an amount includes, in one rounding. */
export function vatIn(gross: number, rateBps: number): Vat {
  const amount = shareOf(gross, rateBps, 10_000 + rateBps);
  return { rateBps, net: gross - amount, amount };
}

function feeOf(lines: readonly PriceLine[], payer: PriceLine['payer']): number {
  return sum(lines.filter((line) => line.recipient === 'platform' && line.payer === payer).map(({ amount }) => amount));
}

function labelled({ code, amount, name, quantity }: PriceLine): DocumentLine {
  const label = name ?? labels[code] ?? code.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
  return { label: quantity === undefined || quantity === 1 ? label : `${label} × ${quantity}`, amount };
}

const labels: { readonly [code in PriceLine['code']]?: string } = {
  'guest-fee': 'Service fee for guests',
  tax: 'Tax',
};
