import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemOfConstraint } from '../../src/platform/db/constraints.ts';
import { type Harness, startHarness } from '../harness/index.ts';

/** Constraints that no request can violate, by why not. Any other needs its line in `constraints.ts`. */
const harmless: Record<string, readonly string[]> = {
  'the insert says what becomes of a second one': [
    'calendar_changes_pkey',
    'calendar_exports_pkey',
    'calendar_versions_pkey',
    'closure_echoes_pkey',
    'differences_once',
    'disputes_stripe_key',
    'email_links_newest',
    'exchange_rates_pkey',
    'document_counters_pkey',
    'feed_conflicts_pkey',
    'ledger_balances_pkey',
    'search_currencies_pkey',
    'search_rank_cuts_one',
    'search_rows_pkey',
    'search_signals_begun_one',
    'search_signals_pkey',
    'listings_source_key',
    'night_prices_pkey',
    'payout_funds_pkey',
    'payout_plans_pkey',
    'night_rules_pkey',
    'notifications_once',
    'rate_counters_pkey',
    'ratings_pkey',
    'reconciliations_pkey',
    'review_reports_pkey',
    'saved_cards_method_key',
    'stripe_customers_person_key',
    'stripe_events_pkey',
    'stripe_movements_pkey',
    'suspended_listings_pkey',
    'tax_rules_pkey',
    'threads_one_a_booking',
    'threads_one_an_inquiry',
    'unwanted_notifications_pkey',
    'webhook_deliveries_pkey',
    'test_clocks_pkey',
  ],
  'a guard on the row comes first in the same batch': [
    'alterations_payment_key',
    'bookings_payment_key',
    'documents_number',
    'documents_once',
    'ledger_entries_once',
    'payments_intent_key',
    'payments_refunds_covered',
    'payout_accounts_stripe_key',
    'payout_reversals_stripe_key',
    'payouts_one_pending',
    'payouts_transfer_key',
    'refresh_tokens_pkey',
    'refunds_stripe_key',
    'saved_cards_default_is_there',
    'saved_cards_one_default',
    'stripe_customers_customer_key',
    'card_setups_intent_key',
    'deposit_holds_captured',
    'deposit_holds_intent_key',
    'deposit_holds_under_way',
    'deposits_claim_is_covered',
    'deposits_left',
  ],
  'an id or a secret that we make': [
    'booking_rests_payment_key',
    'booking_rests_pkey',
    'calendar_exports_token_key',
    'claims_pkey',
    'deposits_booking_key',
    'events_key_key',
  ],
  'it means that the address was taken meanwhile, and all is decided again': ['people_email_key'],
  'it means a replay, which is answered by its reply': ['idempotency_keys_pkey'],
  'the contract is as strict': [
    'issuers_vat',
    'alterations_nights',
    'bookings_nights',
    'claims_not_empty',
    'claims_stay',
    'closures_not_empty',
    'listings_amounts',
    'listings_capacity',
    'listings_damage_deposit_is_positive',
    'listings_discounts',
    'listings_fee_model_known',
    'listings_fees',
    'listings_nights',
    'listings_offers',
    'listings_room_type_known',
    'listings_stay_rules',
    'listings_tax',
    'night_prices_amount',
    'night_prices_season',
    'night_rules_values',
    'promotions_bps',
    'promotions_not_empty',
    'review_reports_reason_known',
    'reviews_rated',
    'tax_rules_currency',
    'tax_rules_kind_known',
    'tax_rules_nights',
    'tax_rules_rate',
  ],
  'only our own code decides what is written here': [
    'messages_in_order',
    'messages_side_known',
    'threads_read',
    'threads_two_sides',
    'booking_rests_amount',
    'booking_rests_clock',
    'test_clocks_go_forward',
    'deposit_holds_state_is_known',
    'deposits_amount_is_positive',
    'deposits_capture_is_claimed',
    'disputes_of_one',
    'refunds_of_one',
    'deposits_claim_is_whole',
    'deposits_state_is_known',
    'alterations_clock',
    'alterations_proposed_by_known',
    'alterations_state_known',
    'bookings_clock',
    'bookings_confirmed_at',
    'bookings_ended',
    'bookings_ended_by_known',
    'bookings_host_fee',
    'bookings_mode_known',
    'bank_payouts_state_known',
    'bookings_state_known',
    'calendar_feeds_empty',
    'calendar_feeds_error',
    'closures_feed',
    'closures_feed_kind_known',
    'closures_source_known',
    'differences_closed',
    'differences_state_known',
    'disputes_amount',
    'disputes_answer_known',
    'disputes_answer_whole',
    'disputes_state_known',
    'documents_kind_known',
    'email_links_purpose_known',
    'event_followers_pkey',
    'events_seq_key',
    'ledger_entries_account_known',
    'listings_published_complete',
    'listings_state_known',
    'night_prices_some',
    'notifications_dropped_because_known',
    'notifications_addressee',
    'notifications_settled',
    'notifications_state_known',
    'payments_amount',
    'payments_capture_known',
    'payments_captured_in_part',
    'payments_captured_whole',
    'payments_state_known',
    'payout_reversals_amount',
    'payout_reversals_made',
    'payout_reversals_of_transfer',
    'payout_reversals_state_known',
    'payouts_amount',
    'payouts_paid',
    'payouts_state_known',
    'payouts_transfer',
    'people_closed_for_good',
    'people_roles_known',
    'photos_ready_is_served',
    'photos_state_known',
    'ratings_role_known',
    'reconciliations_finished',
    'reconciliations_list_known',
    'reconciliations_state_known',
    'refunds_amount',
    'refunds_reason_known',
    'refunds_state_known',
    'reviews_published',
    'reviews_removed',
    'reviews_replied',
    'reviews_side_known',
    'reviews_state_known',
    'stripe_movements_said_by_known',
    'webhook_deliveries_pending',
    'webhook_deliveries_state_known',
    'webhook_endpoints_reason',
    'webhook_endpoints_reason_known',
    'webhook_endpoints_state_known',
    'webhook_position_one',
  ],
};

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

/** All that a write can violate, without keys that are ids of ours and references to what the same request has found. */
async function constraints(): Promise<string[]> {
  const rows = await h.sql<{ name: string }>(
    `select c.conname as name from pg_constraint c
     where c.connamespace = 'public'::regnamespace and c.conrelid <> 'schema_migrations'::regclass
       and (c.contype in ('c', 'u', 'x')
         or c.contype = 'p' and not exists (
           select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'id' and a.attnum = c.conkey[1]
             and c.conrelid not in ('stripe_events'::regclass)))
     union
     select i.indexrelid::regclass::text from pg_index i join pg_class t on t.oid = i.indrelid
     where t.relnamespace = 'public'::regnamespace and i.indisunique
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
  );
  return rows.map(({ name }) => name);
}

test('every constraint that a request can violate is told as a problem', async () => {
  const known = new Set(Object.values(harmless).flat());
  const untold = (await constraints()).filter((name) => problemOfConstraint(name) === undefined && !known.has(name));
  expect(untold).toEqual([]);
});

test('what is said here is said of constraints that exist', async () => {
  const existing = await constraints();
  expect(
    Object.values(harmless)
      .flat()
      .filter((name) => !existing.includes(name)),
  ).toEqual([]);
});
