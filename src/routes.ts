import { accountsRoutes } from './accounts/index.ts';
import { alterationRoutes, bookingRoutes, supportRoutes } from './bookings/index.ts';
import { booksRoutes } from './books/index.ts';
import { calendarRoutes } from './calendar/index.ts';
import { cardRoutes } from './cards/index.ts';
import { channelRoutes } from './channels/index.ts';
import { closingRoutes } from './closings/index.ts';
import { depositRoutes } from './deposits/index.ts';
import { disputeRoutes } from './disputes/index.ts';
import { eventRoutes } from './events/index.ts';
import { listingRoutes } from './listings/index.ts';
import { messagingRoutes } from './messaging/index.ts';
import { notificationRoutes } from './notifications/index.ts';
import { paymentRoutes } from './payments/index.ts';
import { payoutRoutes } from './payouts/index.ts';
import type { Route } from './platform/http/route.ts';
import { pricingRoutes } from './pricing/index.ts';
import { reviewRoutes } from './reviews/index.ts';
import { searchRoutes } from './search/index.ts';
import { suspensionRoutes } from './suspensions/index.ts';
import { testClockRoutes } from './test-clocks/index.ts';
import { webhookRoutes } from './webhooks/index.ts';

/** Every operation of the service. */
export const routes: readonly Route[] = [
  ...accountsRoutes,
  ...listingRoutes,
  ...calendarRoutes,
  ...channelRoutes,
  ...pricingRoutes,
  ...searchRoutes,
  ...bookingRoutes,
  ...testClockRoutes,
  ...depositRoutes,
  ...cardRoutes,
  ...paymentRoutes,
  ...eventRoutes,
  ...webhookRoutes,
  ...payoutRoutes,
  ...alterationRoutes,
  ...disputeRoutes,
  ...supportRoutes,
  ...suspensionRoutes,
  ...closingRoutes,
  ...booksRoutes,
  ...reviewRoutes,
  ...messagingRoutes,
  ...notificationRoutes,
];
