import { PersonInBrief } from '../accounts/index.ts';
import { policyCodes } from '../kernel/cancellation-policy.ts';
import { z } from '../kernel/zod.ts';
import { idField, instantField, textField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';
import { amenities } from './amenities.ts';
import { Photo, PublicPhoto } from './photo-schemas.ts';
import { Pricing, PricingChanges, pricingExample } from './price-schemas.ts';
import { propertyTypes, roomTypes } from './property-types.ts';
import { lengthFields, StayRuleChanges, StayRules, stayRulesExample } from './stay-rule-schemas.ts';

const code = <C extends string>(entries: readonly { readonly code: C }[]) => z.enum(entries.map((entry) => entry.code));
const clockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is not a time of the form HH:MM')
  .openapi({ description: "In the listing's time zone.", example: '15:00' });
const roomType = z.enum(roomTypes);
export const listingState = z.enum(['draft', 'published', 'unlisted', 'closed']);

export const Point = z
  .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
  .openapi('Point', { description: 'Degrees, WGS 84.', example: { latitude: 35.5951, longitude: -82.5515 } });

export const Address = z
  .strictObject({
    line1: textField(1, 200),
    line2: textField(1, 200).nullable().default(null),
    city: textField(1, 100),
    region: textField(1, 100).nullable().default(null),
    postalCode: textField(1, 20).nullable().default(null),
    country: z.string().regex(/^[A-Z]{2}$/, 'is not an ISO 3166 code of two letters'),
  })
  .openapi('Address', {
    description: 'Shown only to the guest of a confirmed booking.',
    example: {
      line1: '12 Orchard Lane',
      line2: null,
      city: 'Asheville',
      region: 'North Carolina',
      postalCode: '28801',
      country: 'US',
    },
  });

/** What a host says of a listing, and everybody reads. */
const sharedFields = {
  title: textField(1, 200),
  description: textField(0, 10_000),
  propertyType: code(propertyTypes).nullable(),
  roomType,
  capacity: z.int().min(1).max(50).openapi({ description: 'Guests, infants not counted.' }),
  bedrooms: z.int().min(0).max(100).nullable(),
  beds: z.int().min(0).max(100).nullable(),
  baths: z.number().min(0).max(100).multipleOf(0.5).nullable(),
  amenities: z.array(code(amenities)).max(amenities.length),
  houseRules: textField(0, 5_000),
  checkInFrom: clockTime,
  checkInUntil: clockTime.nullable().openapi({ description: 'Null: at any time after `checkInFrom`.' }),
  checkOutBy: clockTime,
  textLanguage: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'is not an ISO 639 code such as en')
    .openapi({ example: 'en' }),
  registrationNumber: textField(1, 500).nullable(),
  place: textField(0, 500).openapi({ description: 'The name of the area, without the address.' }),
  instantBooking: z.boolean().openapi({
    description:
      'What the host offers; else a booking is a request, which the host accepts. So is one made while the calendar of another ' +
      'channel cannot be read: the `mode` of a quote says which it would be.',
  }),
  cancellationPolicy: z.enum(policyCodes),
  ...lengthFields,
};

const inputFields = {
  ...sharedFields,
  stayRules: StayRuleChanges,
  address: Address.nullable(),
  location: Point.nullable().openapi({ description: 'Exact; everybody else sees a point 150 to 500 m away.' }),
  pricing: PricingChanges,
};

const saidExample = {
  title: 'Cabin above the creek',
  description: 'Two rooms, a stove, and the creek all night.',
  propertyType: 'cabin' as const,
  roomType: 'entire_home' as const,
  capacity: 4,
  bedrooms: 2,
  beds: 3,
  baths: 1.5,
  amenities: ['wifi' as const, 'kitchen' as const],
  houseRules: 'No shoes inside.',
  checkInFrom: '15:00',
  checkInUntil: null,
  checkOutBy: '11:00',
  textLanguage: 'en',
  registrationNumber: null,
  place: 'Asheville, North Carolina',
  instantBooking: true,
  cancellationPolicy: 'moderate' as const,
  minNights: 2,
  maxNights: 30,
};

// Zod's `required` would say of what is missing that it is to be `nonoptional`.
export const NewListing = z
  .strictObject(inputFields)
  .partial()
  .extend({ title: inputFields.title, roomType: inputFields.roomType, capacity: inputFields.capacity })
  .openapi('NewListing', { example: { title: 'Cabin above the creek', roomType: 'entire_home', capacity: 4 } });
export type NewListing = z.output<typeof NewListing>;

export const ListingChanges = z
  .strictObject(inputFields)
  .partial()
  .openapi('ListingChanges', {
    description: 'What is absent stays as it is; null clears.',
    example: { title: 'Cabin above the creek', pricing: { nightly: 13_000 } },
  });
export type ListingChanges = z.output<typeof ListingChanges>;

const listingId = z.string().openapi({ example: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3' });

const Host = PersonInBrief.openapi('ListingHost');

export const Listing = z
  .strictObject({
    id: listingId,
    ...sharedFields,
    stayRules: StayRules,
    location: Point.openapi({ description: 'Shifted by 150 to 500 m, always the same.' }),
    timeZone: z.string(),
    pricing: Pricing,
    rating: z.number().nullable(),
    reviewCount: z.int(),
    photos: z.array(PublicPhoto),
    host: Host,
    publishedAt: instantField,
  })
  .openapi('Listing', {
    description: 'What anybody sees of a published listing.',
    example: {
      id: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      ...saidExample,
      stayRules: stayRulesExample,
      location: { latitude: 35.59734, longitude: -82.55403 },
      timeZone: 'America/New_York',
      pricing: pricingExample,
      rating: null,
      reviewCount: 0,
      photos: [],
      host: { id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3', name: 'Ada', avatarUrl: null },
      publishedAt: '2026-11-23T21:07:12.000Z',
    },
  });

export const OwnListing = z
  .strictObject({
    id: listingId,
    state: listingState,
    ...sharedFields,
    stayRules: StayRules,
    address: Address.nullable(),
    location: Point.nullable().openapi({ description: 'Exact.' }),
    shownLocation: Point.nullable().openapi({ description: 'What everybody else sees instead.' }),
    timeZone: z.string().nullable().openapi({ description: 'Follows from the location.' }),
    pricing: Pricing,
    rating: z.number().nullable(),
    reviewCount: z.int(),
    photos: z.array(Photo),
    createdAt: instantField,
    publishedAt: instantField.nullable().openapi({ description: 'When it was first.' }),
    updatedAt: instantField,
  })
  .openapi('OwnListing', {
    description: 'What only its host sees.',
    example: {
      id: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      state: 'draft',
      ...saidExample,
      stayRules: stayRulesExample,
      address: null,
      location: { latitude: 35.5951, longitude: -82.5515 },
      shownLocation: { latitude: 35.59734, longitude: -82.55403 },
      timeZone: 'America/New_York',
      pricing: pricingExample,
      rating: null,
      reviewCount: 0,
      photos: [],
      createdAt: '2026-11-23T21:07:12.000Z',
      publishedAt: null,
      updatedAt: '2026-11-23T21:07:12.000Z',
    },
  });

export const OwnListingPage = pageOf(OwnListing, 'OwnListingPage');

export const OwnListingsQuery = z.object({
  ...pageQuery,
  state: listingState.optional().openapi({ description: 'Only listings in this state.', example: 'published' }),
});

/** What a page of own listings goes on from. */
export const OwnListingsKey = z.tuple([idField('listing')]);

const Amenity = z
  .strictObject({ code: code(amenities), label: z.string() })
  .openapi('Amenity', { example: { code: 'wifi', label: 'Wi-Fi' } });

export const AmenityCatalogue = z
  .strictObject({ data: z.array(Amenity) })
  .openapi('AmenityCatalogue', { example: { data: [{ code: 'wifi', label: 'Wi-Fi' }] } });
