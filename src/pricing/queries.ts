import { type RawBuilder, sql } from 'kysely';
import { selectSnapshot } from '../calendar/index.ts';
import { hasStaleFeed } from '../channels/index.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PlainDate, Stay } from '../kernel/dates.ts';
import type { ListingId, PersonId, PromotionId } from '../kernel/ids.ts';
import { newListingOffer, type TaxRule } from '../kernel/price-rules.ts';
import { daterange, guard, guarded, json, q, statement, type Write } from '../platform/db/index.ts';
import type { Promotion } from './discount.ts';
import type { Exchange } from './exchange.ts';

/** A promotion for stays within `[start, end)`; `code` is null where it needs none. */
export type DatedPromotion = Promotion & { code: string | null; start: PlainDate; end: PlainDate };

/** What a guest asks of a quote beside the stay. */
type Asked = { promotionCode: string | null; displayCurrency: Currency | null };

/** The listing with all that a quote for any of these nights depends on, unless it was never published. */
export function selectForQuote(
  listingId: ListingId | RawBuilder<ListingId>,
  { checkIn, checkOut }: Stay,
  asked: Asked,
  now: Date,
) {
  return selectSnapshot(listingId, { start: checkIn, end: checkOut }, now)
    .where('state', '<>', 'draft')
    .select(['host_id', 'instant_booking', 'cancellation_policy', 'check_out_by'])
    .select(['cleaning_fee', 'extra_guest_fee', 'guests_included', 'weekly_discount_bps', 'monthly_discount_bps'])
    .select(['fee_model', 'tax_name', 'tax_bps', 'fees', 'non_refundable_bps', 'new_listing_discount'])
    .select('damage_deposit')
    .select(['early_bird_days', 'early_bird_bps', 'last_minute_days', 'last_minute_bps'])
    .select([
      sql<TaxRule[]>`(
        select coalesce(json_agg(json_build_object(
          'name', name, 'kind', kind, 'rate', rate, 'currency', currency, 'capNights', cap_nights,
          'exemptFromNights', exempt_from_nights, 'exemptChildren', exempt_children, 'included', included,
          'validFrom', valid_from, 'validTo', valid_to) order by position), '[]')
        from tax_rules where jurisdiction = listings.jurisdiction)`.as('taxes'),
      sql<DatedPromotion[]>`(
        select coalesce(json_agg(json_build_object(
          'name', name, 'code', code, 'bps', bps, 'start', lower(nights), 'end', upper(nights)) order by id), '[]')
        from promotions where listing_id = listings.id and nights && ${daterange(checkIn, checkOut)}
          and (code is null or code = ${asked.promotionCode}))`.as('promotions'),
      sql<boolean>`(
        select count(*) < ${newListingOffer.bookings} from (
          select from bookings where listing_id = listings.id and confirmed_at is not null
          limit ${newListingOffer.bookings}) as booked)`.as('is_new'),
      sql<Exchange | null>`(
        select json_build_object('day', day, 'from', charged.per_dollar, 'to', shown.per_dollar)
        from exchange_rates charged join exchange_rates shown using (day)
        where charged.currency = listings.currency and shown.currency = ${asked.displayCurrency}
          and day <= ${now}::timestamptz at time zone 'UTC'
        order by day desc limit 1)`.as('exchange'),
    ])
    .select(hasStaleFeed(now).as('has_stale_feed'));
}

export type PromotionRow = {
  id: PromotionId;
  name: string;
  code: string | null;
  start: PlainDate;
  end: PlainDate;
  bps: number;
  created_at: Date;
};

/** The promotions of the host's own listing, newest first, from the one after the cursor's. */
export function selectPromotions(
  listingId: ListingId,
  hostId: PersonId,
  page: { after: PromotionId | undefined; limit: number },
) {
  return q
    .selectFrom('promotions')
    .innerJoin('listings', 'listings.id', 'promotions.listing_id')
    .where('promotions.listing_id', '=', listingId)
    .where('listings.host_id', '=', hostId)
    .$if(page.after !== undefined, (query) => query.where(sql<boolean>`promotions.id < ${page.after}`))
    .select(['promotions.id', 'promotions.name', 'promotions.code', 'promotions.bps', 'promotions.created_at'])
    .select([sql<PlainDate>`lower(nights)`.as('start'), sql<PlainDate>`upper(nights)`.as('end')])
    .orderBy('promotions.id', 'desc')
    .limit(page.limit + 1);
}

const MAX_PROMOTIONS = 100;

/** Refuses one promotion too many: each that has not ended is weighed in every price. The listing is locked before. */
export function guardPromotionCount(listingId: ListingId, today: PlainDate): Write {
  return guard(
    sql`(select count(*) from promotions where listing_id = ${listingId} and upper(nights) > ${today}) < ${MAX_PROMOTIONS}`,
    'promotion-limit',
  );
}

export function insertPromotion(listingId: ListingId, { start, end, ...row }: PromotionRow): Write {
  return q.insertInto('promotions').values({ ...row, listing_id: listingId, nights: daterange(start, end) });
}

export function deletePromotion(id: PromotionId, listingId: ListingId): Write {
  return guarded(q.deleteFrom('promotions').where('id', '=', id).where('listing_id', '=', listingId), 'not-found');
}

export function selectTaxRules(jurisdiction: string) {
  return q.selectFrom('tax_rules').where('jurisdiction', '=', jurisdiction).selectAll().orderBy('position');
}

/** Makes these the taxes of the jurisdiction. The rows come first: their locks let only one such batch write at a time. */
export function writeTaxRules(jurisdiction: string, rules: readonly TaxRule[]): Write[] {
  const rows = rules.map((rule, position) => ({ ...rule, position }));
  return [
    statement(sql`
      insert into tax_rules (jurisdiction, position, name, kind, rate, currency, cap_nights, exempt_from_nights,
        exempt_children, included, valid_from, valid_to)
      select ${jurisdiction}, position, name, kind, rate, currency, "capNights", "exemptFromNights",
        "exemptChildren", included, "validFrom", "validTo"
      from jsonb_to_recordset(${json(rows)}) as given (position smallint, name text, kind text, rate bigint,
        currency text, "capNights" smallint, "exemptFromNights" smallint, "exemptChildren" boolean, included boolean,
        "validFrom" date, "validTo" date)
      order by position
      on conflict (jurisdiction, position) do update set
        (name, kind, rate, currency, cap_nights, exempt_from_nights, exempt_children, included, valid_from, valid_to)
        = (excluded.name, excluded.kind, excluded.rate, excluded.currency, excluded.cap_nights,
          excluded.exempt_from_nights, excluded.exempt_children, excluded.included, excluded.valid_from,
          excluded.valid_to)`),
    q.deleteFrom('tax_rules').where('jurisdiction', '=', jurisdiction).where('position', '>=', rules.length),
  ];
}

/** Sets what currencies were worth on a day, beside those that were set before. */
export function writeExchangeRates(day: PlainDate, rates: readonly { currency: Currency; perDollar: string }[]): Write {
  return statement(sql`
    insert into exchange_rates (currency, day, per_dollar)
    select currency, ${day}::date, "perDollar"
    from jsonb_to_recordset(${json(rates)}) as given (currency text, "perDollar" text) order by currency
    on conflict (currency, day) do update set per_dollar = excluded.per_dollar`);
}

/** What a dollar is worth in that currency by the newest rates until now, as decimal text. */
export function perDollarOf(currency: RawBuilder<unknown>, now: Date): RawBuilder<string | null> {
  return sql`(
    select per_dollar from exchange_rates
    where currency = ${currency} and day <= ${now}::timestamptz at time zone 'UTC' order by day desc limit 1)`;
}
