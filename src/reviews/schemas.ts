import { PersonInBrief } from '../accounts/index.ts';
import { z } from '../kernel/zod.ts';
import { dateField, idField, instantField, textField } from '../platform/http/fields.ts';
import { instantInKey, pageOf, pageQuery } from '../platform/http/page.ts';

const score = z.int().min(1).max(5).openapi({ example: 5 });
const ofThePlace = { accuracy: score.optional(), checkIn: score.optional(), location: score.optional() };

const Categories = z
  .strictObject({ cleanliness: score, communication: score, ...ofThePlace, value: score.optional() })
  .openapi('ReviewCategories', {
    description: 'A guest rates all six; a host rates `cleanliness` and `communication` of the guest.',
    example: { cleanliness: 5, communication: 5, accuracy: 4, checkIn: 5, location: 5, value: 4 },
  });

export const ReviewInput = z
  .strictObject({
    overall: score,
    categories: Categories,
    text: textField(1, 4000).openapi({ example: 'Light, quiet, and the river is right there.' }),
    privateNote: textField(0, 2000)
      .default('')
      .openapi({ description: 'For the other side alone, once published.', example: 'The shower drips a little.' }),
  })
  .openapi('ReviewInput', {
    example: {
      overall: 5,
      categories: { cleanliness: 5, communication: 5, accuracy: 4, checkIn: 5, location: 5, value: 4 },
      text: 'Light, quiet, and the river is right there.',
      privateNote: 'The shower drips a little.',
    },
  });

export const ReviewReply = z
  .strictObject({ text: textField(1, 2000).openapi({ example: 'Thank you, Ada. The shower is mended.' }) })
  .openapi('ReviewReply', { example: { text: 'Thank you, Ada. The shower is mended.' } });

const reasonField = z.enum([
  'offensive',
  'discriminating',
  'personal-data',
  'untrue',
  'not-about-the-stay',
  'extortion',
]);

export const ReviewReportInput = z
  .strictObject({
    reason: reasonField,
    note: textField(0, 2000).default('').openapi({ example: 'It names my child.' }),
  })
  .openapi('ReviewReportInput', { example: { reason: 'personal-data', note: 'It names my child.' } });

export const ReviewRemoval = z
  .strictObject({ reason: textField(1, 500).openapi({ example: 'It names a child of the host.' }) })
  .openapi('ReviewRemoval', { example: { reason: 'It names a child of the host.' } });

const categoriesExample = { cleanliness: 5, communication: 5, accuracy: 4, checkIn: 5, location: 5, value: 4 };

const RatedCategories = z
  .strictObject({
    cleanliness: score,
    communication: score,
    accuracy: score.nullable(),
    checkIn: score.nullable(),
    location: score.nullable(),
    value: score.nullable(),
  })
  .openapi('RatedCategories', { description: 'Null is what hosts do not rate.', example: categoriesExample });

const Author = PersonInBrief.openapi('ReviewAuthor');

const PublicReply = z
  .strictObject({ text: z.string(), repliedAt: instantField })
  .openapi('PublicReply', { example: { text: 'Thank you, Ada.', repliedAt: '2027-06-27T08:00:00.000Z' } });

const opinion = {
  id: z.string(),
  listingId: z.string(),
  by: z.enum(['guest', 'host']),
  author: Author,
  stayedFrom: dateField.openapi({ description: 'The first night of the stay.' }),
  overall: score,
  categories: RatedCategories,
  text: z.string(),
};
const published = { ...opinion, publishedAt: instantField, reply: PublicReply.nullable() };

const opinionExample = {
  id: 'rev_01kav0h2e6f8w9x3m5n7p9q1r3',
  listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
  by: 'guest',
  author: { id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3', name: 'Ada', avatarUrl: null },
  stayedFrom: '2027-06-12',
  overall: 5,
  categories: categoriesExample,
  text: 'Light, quiet, and the river is right there.',
} as const;
const reviewExample = { ...opinionExample, publishedAt: '2027-06-26T15:00:00.000Z', reply: null } as const;

export const Review = z
  .strictObject(published)
  .openapi('Review', { description: 'What anybody sees of a published review.', example: reviewExample });

const privateNote = z.string().openapi({ description: 'For the two sides of the stay alone.' });

export const OwnReview = z
  .strictObject({
    ...opinion,
    bookingId: z.string(),
    state: z.enum(['submitted', 'published', 'removed']),
    privateNote,
    submittedAt: instantField,
    editedAt: instantField.nullable(),
    publishedAt: instantField.nullable(),
    reply: PublicReply.nullable(),
    removalReason: z.string().nullable().openapi({ description: "Support's, of a removed review." }),
  })
  .openapi('OwnReview', {
    description: 'A review as its author sees it.',
    example: {
      ...opinionExample,
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      state: 'submitted',
      privateNote: 'The shower drips a little.',
      submittedAt: '2027-06-15T15:00:00.000Z',
      editedAt: null,
      publishedAt: null,
      reply: null,
      removalReason: null,
    },
  });

const ReceivedReview = z.strictObject({ ...published, privateNote }).openapi('ReceivedReview', {
  description: 'A published review as who is reviewed sees it.',
  example: { ...reviewExample, privateNote: 'The shower drips a little.' },
});

const Window = z.strictObject({ opensAt: instantField, closesAt: instantField }).openapi('ReviewWindow', {
  example: { opensAt: '2027-06-15T15:00:00.000Z', closesAt: '2027-06-29T15:00:00.000Z' },
});

export const BookingReviews = z
  .strictObject({
    window: Window.nullable().openapi({ description: 'When it can be reviewed; null for a stay that never can.' }),
    own: OwnReview.nullable(),
    received: ReceivedReview.nullable().openapi({ description: "The other side's, once it is published." }),
  })
  .openapi('BookingReviews', {
    example: {
      window: { opensAt: '2027-06-15T15:00:00.000Z', closesAt: '2027-06-29T15:00:00.000Z' },
      own: null,
      received: null,
    },
  });

const order = z.enum(['newest', 'highest', 'lowest']).default('newest');
export const ReviewQuery = z.strictObject({ ...pageQuery, order });
export const PersonReviewQuery = z.strictObject({
  ...pageQuery,
  order,
  as: z.enum(['host', 'guest']).default('host').openapi({ description: 'As what the person is reviewed.' }),
});
export const ReviewPage = pageOf(Review, 'ReviewPage');
export const NewestCursor = z.tuple([instantInKey, idField('review')]);
export const RatedCursor = z.tuple([score, idField('review')]);

const average = z.number().min(1).max(5).nullable().openapi({ example: 4.83 });

export const Rating = z
  .strictObject({
    reviewCount: z.int(),
    overall: average,
    cleanliness: average,
    communication: average,
    accuracy: average,
    checkIn: average,
    location: average,
    value: average,
  })
  .openapi('Rating', {
    description: 'Averages of the published reviews, to two decimals; null is what nobody has rated.',
    example: {
      reviewCount: 6,
      overall: 4.83,
      cleanliness: 5,
      communication: 4.83,
      accuracy: 4.67,
      checkIn: 5,
      location: 4.5,
      value: 4.33,
    },
  });

const ratingExample = {
  reviewCount: 2,
  overall: 4.5,
  cleanliness: 5,
  communication: 4,
  accuracy: null,
  checkIn: null,
  location: null,
  value: null,
};

export const PersonRatings = z
  .strictObject({
    asHost: Rating.openapi({ description: 'By guests, of all the listings.' }),
    asGuest: Rating.openapi({ description: 'By hosts.' }),
  })
  .openapi('PersonRatings', { example: { asHost: ratingExample, asGuest: ratingExample } });

const ReviewReport = z
  .strictObject({
    review: Review,
    reporterId: z.string(),
    reason: reasonField,
    note: z.string(),
    reportedAt: instantField,
  })
  .openapi('ReviewReport', {
    example: {
      review: reviewExample,
      reporterId: 'per_01kav0h2e6f8w9x3m5n7p9q1r3',
      reason: 'personal-data',
      note: 'It names my child.',
      reportedAt: '2027-06-27T08:00:00.000Z',
    },
  });
export const ReportQuery = z.strictObject(pageQuery);
export const ReportPage = pageOf(ReviewReport, 'ReviewReportPage');
export const ReportCursor = z.tuple([instantInKey, idField('review'), idField('person')]);
