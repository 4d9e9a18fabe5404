import type { Currency } from '../../../kernel/currencies.ts';
import type { PlainDate } from '../../../kernel/dates.ts';
import type { ListingId, PromotionId } from '../../../kernel/ids.ts';
import type { TaxRule } from '../../../kernel/price-rules.ts';
import type { DateRange } from './heart.ts';

export interface PricingTables {
  promotions: {
    id: PromotionId;
    listing_id: ListingId;
    name: string;
    code: string | null;
    nights: DateRange;
    bps: number;
    created_at: Date;
  };
  tax_rules: {
    jurisdiction: string;
    position: number;
    name: string;
    kind: TaxRule['kind'];
    rate: number;
    currency: Currency | null;
    cap_nights: number | null;
    exempt_from_nights: number | null;
    exempt_children: boolean;
    included: boolean;
    valid_from: PlainDate | null;
    valid_to: PlainDate | null;
  };
  exchange_rates: {
    currency: Currency;
    day: PlainDate;
    /** How many of the currency one US dollar is worth, as decimal text. */
    per_dollar: string;
  };
}
