import type { AccountTables } from './accounts.ts';
import type { BookingTables } from './bookings.ts';
import type { BooksTables } from './books.ts';
import type { CalendarTables } from './calendar.ts';
import type { CardTables } from './cards.ts';
import type { ChannelTables } from './channels.ts';
import type { DepositTables } from './deposits.ts';
import type { DisputeTables } from './disputes.ts';
import type { HeartTables } from './heart.ts';
import type { ListingTables } from './listings.ts';
import type { MessageTables } from './messages.ts';
import type { NotificationTables } from './notifications.ts';
import type { PaymentTables } from './payments.ts';
import type { PayoutTables } from './payouts.ts';
import type { PricingTables } from './pricing.ts';
import type { ReviewTables } from './reviews.ts';
import type { TestClockTables } from './test-clocks.ts';
import type { WebhookTables } from './webhooks.ts';

/** Every table as Kysely sees it; a test compares it with the migrated database. */
export interface Database
  extends HeartTables,
    AccountTables,
    ListingTables,
    CalendarTables,
    CardTables,
    ChannelTables,
    BookingTables,
    MessageTables,
    NotificationTables,
    BooksTables,
    PaymentTables,
    PayoutTables,
    DepositTables,
    DisputeTables,
    PricingTables,
    ReviewTables,
    TestClockTables,
    WebhookTables {}
