import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import { shownAvatar } from '../accounts/index.ts';
import type { Side } from '../kernel/actor.ts';
import type { BookingId, ListingId, PersonId, ReviewId } from '../kernel/ids.ts';
import { guard, guardExists, guarded, q, statement, type Write } from '../platform/db/index.ts';
import type { BookingTables } from '../platform/db/tables/bookings.ts';
import type { RatedRole, ReviewTables } from '../platform/db/tables/reviews.ts';

type Review = Selectable<ReviewTables['reviews']>;

/** A booking as far as reviews go. */
export type StayRow = Pick<
  Selectable<BookingTables['bookings']>,
  | 'id'
  | 'version'
  | 'listing_id'
  | 'guest_id'
  | 'host_id'
  | 'state'
  | 'check_in'
  | 'check_out'
  | 'check_out_by'
  | 'time_zone'
  | 'ended_at'
> & { guest_name: string; guest_avatar: string | null; host_name: string; host_avatar: string | null };

/** A review with its author's name and picture, and the first night of the stay. */
export type ReviewRow = Review & { author_name: string; author_avatar: string | null; stayed_from: string };

export type RatingRow = Selectable<ReviewTables['ratings']>;

export function selectStay(bookingId: BookingId) {
  return selectStays().where('bookings.id', '=', bookingId);
}

/** The stay that this is a review of. */
export function selectStayReviewed(reviewId: ReviewId) {
  return selectStays().where(
    'bookings.id',
    '=',
    q.selectFrom('reviews').select('booking_id').where('id', '=', reviewId),
  );
}

function selectStays() {
  return q
    .selectFrom('bookings')
    .innerJoin('people as guest', 'guest.id', 'bookings.guest_id')
    .innerJoin('people as host', 'host.id', 'bookings.host_id')
    .select(['bookings.id', 'bookings.version', 'listing_id', 'guest_id', 'host_id', 'state', 'check_in', 'check_out'])
    .select(['check_out_by', 'bookings.time_zone', 'ended_at'])
    .select(['guest.name as guest_name', shownAvatar('guest').as('guest_avatar')])
    .select(['host.name as host_name', shownAvatar('host').as('host_avatar')]);
}

/** The stay of this person, on either side. */
export function selectStayOf(bookingId: BookingId, personId: PersonId) {
  return selectStay(bookingId).where((is) => is.or([is('guest_id', '=', personId), is('host_id', '=', personId)]));
}

export function selectReviewsOfStay(bookingId: BookingId) {
  return selectReviews().where('reviews.booking_id', '=', bookingId);
}

export function selectReview(reviewId: ReviewId) {
  return selectReviews().where('reviews.id', '=', reviewId);
}

export type ReviewOrder = 'newest' | 'highest' | 'lowest';
/** The sort key of the last one shown: when it was published or its rating, and its id. */
export type After = { key: Date | number; id: ReviewId } | undefined;

/** One page of a listing's published reviews. */
export function selectListingReviews(listingId: ListingId, page: { order: ReviewOrder; after: After; limit: number }) {
  return paged(selectPublished('guest').where('reviews.listing_id', '=', listingId), page);
}

/** One page of what was published of a person: by guests, as a host, or by hosts, as a guest. */
export function selectPersonReviews(
  personId: PersonId,
  by: Side,
  page: { order: ReviewOrder; after: After; limit: number },
) {
  return paged(selectPublished(by).where('reviews.subject_id', '=', personId), page);
}

/** Whether anybody may see this listing. */
export function selectShownListing(listingId: ListingId) {
  return q.selectFrom('listings').select('id').where('id', '=', listingId).where('state', '=', 'published');
}

export function selectRatings(subject: ListingId | PersonId) {
  return q.selectFrom('ratings').selectAll().where('subject', '=', subject);
}

/** Makes the batch stale if this side has reviewed the stay after all. */
export function guardSilent(bookingId: BookingId, side: Side): Write {
  return guard(sql`not exists (select from reviews where booking_id = ${bookingId} and side = ${side})`, 'stale');
}

export function insertReview(review: Insertable<ReviewTables['reviews']>): Write {
  return q.insertInto('reviews').values(review);
}

type Loaded = Pick<Review, 'id' | 'version'>;

/** Changes a review that is as it was loaded, else the batch is stale. */
export function updateReview({ id, version }: Loaded, change: Partial<Omit<Review, 'id' | 'version'>>): Write {
  return guarded(
    q
      .updateTable('reviews')
      .set({ ...change, version: sql`version + 1` })
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/** A person's report of a review; a later one replaces it, and opens it again. */
export function putReport(report: Omit<Selectable<ReviewTables['review_reports']>, 'closed_at'>): Write {
  const { reason, note, reported_at } = report;
  return q
    .insertInto('review_reports')
    .values(report)
    .onConflict((conflict) =>
      conflict.constraint('review_reports_pkey').doUpdateSet({ reason, note, reported_at, closed_at: null }),
    );
}

/** Reports that support has still to look at, oldest first. */
export function selectOpenReports(
  after: { reportedAt: Date; reviewId: ReviewId; reporterId: PersonId } | undefined,
  limit: number,
) {
  const open = selectReviews()
    .innerJoin('review_reports', 'review_reports.review_id', 'reviews.id')
    .select(['reporter_id', 'reason', 'note', 'reported_at'])
    .where('closed_at', 'is', null)
    .orderBy('reported_at')
    .orderBy('review_id')
    .orderBy('reporter_id')
    .limit(limit + 1);
  if (after === undefined) return open;
  return open.where(
    sql<boolean>`(reported_at, review_id, reporter_id) > (${after.reportedAt}, ${after.reviewId}, ${after.reporterId})`,
  );
}

/** Makes the batch stale unless the review is still published, and keeps it so until the batch ends. */
export function guardPublished(reviewId: ReviewId): Write {
  return guardExists(
    q.selectFrom('reviews').select('id').where('id', '=', reviewId).where('state', '=', 'published').forShare(),
    'stale',
  );
}

export function closeReports(reviewId: ReviewId, now: Date): Write {
  return q
    .updateTable('review_reports')
    .set({ closed_at: now })
    .where('review_id', '=', reviewId)
    .where('closed_at', 'is', null);
}

/** Who and what the reviews of a stay rate. */
export type Rated = Pick<StayRow, 'listing_id' | 'host_id' | 'guest_id'>;

/**
 * Brings ratings in line with what is published: locks their rows, always in the same order, counts anew in a later
 * statement, which sees what those who held the locks before have written, and copies the listing's to where search
 * reads it. The listing has to be locked before.
 */
export function recount({ listing_id, host_id, guest_id }: Rated): Write[] {
  return [
    statement(sql`
      insert into ratings as kept (subject, role)
      select subject, role
      from (values (${listing_id}, 'listing'), (${host_id}, 'host'), (${guest_id}, 'guest')) as rated (subject, role)
      order by subject, role
      on conflict (subject, role) do update set reviews = kept.reviews`),
    countAnew(listing_id, 'listing', sql`side = 'guest' and listing_id = ${listing_id}`),
    countAnew(host_id, 'host', sql`side = 'guest' and subject_id = ${host_id}`),
    countAnew(guest_id, 'guest', sql`side = 'host' and subject_id = ${guest_id}`),
    statement(sql`
      update listings set review_count = reviews, rating_tenths = round(10.0 * overall / nullif(reviews, 0))
      from ratings where subject = ${listing_id} and role = 'listing' and listings.id = ${listing_id}`),
  ];
}

function countAnew(subject: ListingId | PersonId, role: RatedRole, isOfIt: RawBuilder<unknown>): Write {
  const scores = ['overall', 'cleanliness', 'communication', 'accuracy', 'check_in', 'location', 'value'];
  return statement(sql`
    update ratings set (reviews, ${sql.join(scores.map((score) => sql.ref(score)))}) = (
      select count(*), ${sql.join(scores.map((score) => sql`coalesce(sum(${sql.ref(`reviews.${score}`)}), 0)`))}
      from reviews where state = 'published' and ${isOfIt})
    where subject = ${subject} and role = ${role}`);
}

function selectReviews() {
  return q
    .selectFrom('reviews')
    .innerJoin('people as author', 'author.id', 'reviews.author_id')
    .innerJoin('bookings', 'bookings.id', 'reviews.booking_id')
    .selectAll('reviews')
    .select([
      'author.name as author_name',
      shownAvatar('author').as('author_avatar'),
      'bookings.check_in as stayed_from',
    ]);
}

function selectPublished(side: Side) {
  return selectReviews().where('reviews.state', '=', 'published').where('reviews.side', '=', side);
}

function paged(
  reviews: ReturnType<typeof selectPublished>,
  { order, after, limit }: { order: ReviewOrder; after: After; limit: number },
) {
  const column = order === 'newest' ? 'reviews.published_at' : 'reviews.overall';
  const direction = order === 'lowest' ? 'asc' : 'desc';
  const page = reviews
    .orderBy(column, direction)
    .orderBy('reviews.id', direction)
    .limit(limit + 1);
  if (after === undefined) return page;
  const beyond = order === 'lowest' ? sql`>` : sql`<`;
  return page.where(sql<boolean>`(${sql.ref(column)}, reviews.id) ${beyond} (${after.key}, ${after.id})`);
}
