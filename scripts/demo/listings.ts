import { policyCodes } from '../../src/kernel/cancellation-policy.ts';
import { type AmenityCode, amenityBits } from '../../src/listings/amenities.ts';
import type { SourcedListing } from '../../src/listings/import/sourced-listing.ts';
import type { PropertyType } from '../../src/listings/property-types.ts';
import { at, near, pick, type Random, seeded } from '../random.ts';
import { type City, cities } from './cities.ts';

const LISTINGS_A_CITY = 52;
const HOSTS_A_CITY = 12;

/** Invented listings, 52 in each city, the first of each this host's. The same ones at every call. */
export function demoListings(host: SourcedListing['host']): SourcedListing[] {
  const random = seeded(20_261_123);
  return cities.flatMap((city) =>
    Array.from({ length: LISTINGS_A_CITY }, (_, index) =>
      demoListing(city, index, index === 0 ? host : cityHost(city, random), random),
    ),
  );
}

const hostNames = [
  ...['Avelin', 'Brin', 'Cosmer', 'Dovra', 'Elwen', 'Fennick', 'Garrow', 'Hesper', 'Ilvane', 'Jorrin', 'Kestra'],
  'Lorrick',
];
const moods = ['Quiet', 'Sunny', 'Airy', 'Cosy', 'Bright', 'Modern', 'Old-fashioned', 'Colourful', 'Roomy'];
const extras = ['with a balcony', 'near the station', 'by the park', 'above a bakery', 'with a view', 'for families'];
const homes: readonly { type: PropertyType; word: string }[] = [
  { type: 'apartment', word: 'apartment' },
  { type: 'loft', word: 'loft' },
  { type: 'house', word: 'house' },
  { type: 'townhouse', word: 'townhouse' },
  { type: 'cottage', word: 'cottage' },
  { type: 'guest-suite', word: 'guest suite' },
];
const common: readonly AmenityCode[] = ['wifi', 'kitchen', 'heating', 'essentials', 'smoke-alarm'];
const rare: readonly AmenityCode[] = [
  ...(['washer', 'tv', 'workspace', 'free-parking', 'pool', 'hot-tub', 'elevator', 'step-free-entrance'] as const),
  ...([
    'pets-allowed',
    'crib',
    'patio-or-balcony',
    'barbecue',
    'air-conditioning',
    'ev-charger',
    'dishwasher',
  ] as const),
];

function cityHost(city: City, random: Random): SourcedListing['host'] {
  const index = Math.floor(random() * HOSTS_A_CITY);
  return { email: `${slugOf(city)}-${index}@demo.invalid`, name: at(hostNames, index) };
}

function demoListing(city: City, index: number, host: SourcedListing['host'], random: Random): SourcedListing {
  const isRoom = random() > 0.75;
  const home = pick(homes, random);
  const bedrooms = isRoom ? 1 : Math.floor(random() ** 2 * 4) + 1;
  const capacity = isRoom ? pick([1, 2], random) : bedrooms * 2 + pick([0, 0, 1, 2], random);
  const factor = (isRoom ? 0.45 : 0.7 + bedrooms * 0.25) * (0.7 + random() * 0.8);
  const priced = (share: number) => Math.max(1, Math.round((city.nightly * factor * share) / city.unit)) * city.unit;
  const what = isRoom ? `room in a ${home.word}` : home.word;
  const quarter = pick(city.quarters, random);
  const hasWeekendPrice = random() < 0.6;
  const hasExtraGuestFee = capacity > 2 && random() < 0.4;
  return {
    sourceId: `${slugOf(city)}-${index}`,
    host,
    point: { latitude: near(city.latitude, 0.03, random), longitude: near(city.longitude, 0.04, random) },
    columns: {
      title: `${pick(moods, random)} ${what} ${pick(extras, random)}`,
      description: `A ${what} in ${quarter}, ${city.name}, invented so that there is something to find.`,
      property_type: home.type,
      room_type: isRoom ? 'private_room' : 'entire_home',
      capacity,
      bedrooms,
      beds: Math.ceil(capacity / 2),
      baths_tenths: isRoom ? 10 : 5 + bedrooms * 5,
      amenities: amenityBits([...common, ...rare.filter(() => random() < 0.35)]),
      house_rules: 'No parties. Quiet from ten.',
      place: `${quarter}, ${city.name}, ${city.country}`,
      instant_booking: random() < 0.8,
      cancellation_policy: pick(policyCodes, random),
      min_nights: pick([1, 1, 1, 2, 2, 3], random),
      max_nights: pick([30, 90, 365], random),
      advance_notice_hours: index % 5 === 0 ? 24 : 0,
      preparation_after: index % 7 === 0 ? 1 : 0,
      currency: city.currency,
      base_nightly: priced(1),
      weekend_nightly: hasWeekendPrice ? priced(1.2) : null,
      cleaning_fee: priced(isRoom ? 0.1 : 0.4),
      extra_guest_fee: hasExtraGuestFee ? priced(0.15) : 0,
      guests_included: hasExtraGuestFee ? 2 : capacity,
      weekly_discount_bps: pick([0, 500, 1_000], random),
      monthly_discount_bps: pick([0, 1_500, 3_000], random),
      tax_name: city.tax?.name ?? null,
      tax_bps: city.tax?.bps ?? 0,
    },
    unsaid: [],
  };
}

function slugOf(city: City): string {
  return city.name.toLowerCase().replaceAll(' ', '-');
}
