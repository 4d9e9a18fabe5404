import type { Generated } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { PlainDate } from '../../../kernel/dates.ts';
import type { BookingId, DifferenceId, DocumentId, PersonId } from '../../../kernel/ids.ts';
import type { PriceLine, Totals } from '../../../kernel/price.ts';
import type { Json } from './heart.ts';

/** The lists of Stripe's that a reconciliation reads, in this order. */
export const stripeLists = ['balance-transactions', 'charges', 'refunds', 'transfers', 'disputes'] as const;
export type StripeList = (typeof stripeLists)[number];

/** In minor units; the rate in basis points. */
export type Vat = { rateBps: number; net: number; amount: number };

export type DocumentKind = 'receipt' | 'invoice';

/** A row of a document; amounts are in minor units of its currency. */
export type DocumentLine = { label: string; amount: number };

type DocumentHead = {
  issuer: { name: string; address: string; vatId: string | null };
  recipient: string;
  stay: { bookingId: string; listing: string; checkIn: string; checkOut: string };
  currency: Currency;
};

/** All that a document says. */
export type DocumentContent = DocumentHead & {
  lines: DocumentLine[];
  total: number;
  /** The VAT that the marketplace's fees include; null where nobody knows how much of which fee was kept. */
  vat: Vat | null;
};

/** A stay whose money is settled for good. `kept` is what was kept of it where something was given back. */
export type SettledStay = {
  lines: PriceLine[];
  kept: Totals | null;
  /** What was never charged of the price, as the stay ended before that was due. */
  uncharged: number;
  vatBps: number;
};

/**
 * A document as it is kept: either whole, or with what its lines follow from, by the rules of a form. Facts that name none
 * are of the first.
 */
export type StoredDocument = DocumentContent | (DocumentHead & { form?: 1; settled: SettledStay });

export interface BooksTables {
  reconciliations: {
    day: PlainDate;
    state: Generated<'reading' | 'comparing' | 'done'>;
    list: StripeList;
    cursor: string | null;
    pages: Generated<number>;
    started_at: Date;
    finished_at: Date | null;
  };
  stripe_movements: {
    object_id: string;
    reference: string;
    said_by: 'balance' | 'object';
    currency: Currency;
    amount: number;
    is_open: boolean;
    subject: string | null;
    paid_id: string | null;
    day: PlainDate;
  };
  differences: {
    id: DifferenceId;
    reference: string;
    currency: Currency;
    subject: string;
    ledger: number;
    balance: number | null;
    object: number | null;
    state: Generated<'open' | 'closed' | 'settled'>;
    day: PlainDate;
    found_at: Date;
    closed_at: Date | null;
    closed_by: PersonId | null;
    reason: string | null;
  };
  issuers: {
    id: string;
    name: string;
    address: string;
    vat_id: string | null;
    vat_bps: number;
    updated_at: Date;
  };
  document_counters: {
    issuer: string;
    kind: DocumentKind;
    year: number;
    last: number;
  };
  documents: {
    id: DocumentId;
    kind: DocumentKind;
    issuer: string;
    year: number;
    number: number;
    booking_id: BookingId;
    content: Json<StoredDocument>;
    issued_at: Date;
  };
}
