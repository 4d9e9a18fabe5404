/**
 * The closed catalogue. The position of an entry is its bit in a listing's `amenities`, for good: entries are appended,
 * never moved or removed, and there is room for 53, so that the bits are a safe integer. `spellings` are the names under
 * which other catalogues know it, in lower case.
 */
export const amenities = [
  { code: 'wifi', label: 'Wi-Fi', spellings: ['wifi', 'wi-fi', 'wireless internet'] },
  { code: 'kitchen', label: 'Kitchen', spellings: ['kitchen', 'kitchenette'] },
  { code: 'air-conditioning', label: 'Air conditioning', spellings: ['air conditioning', 'ac', 'ac unit'] },
  { code: 'heating', label: 'Heating', spellings: ['heating', 'portable heater'] },
  { code: 'washer', label: 'Washing machine', spellings: ['washer', 'washing machine'] },
  { code: 'dryer', label: 'Clothes dryer', spellings: ['dryer', 'clothes dryer', 'tumble dryer'] },
  { code: 'tv', label: 'TV', spellings: ['tv', 'hdtv', 'television'] },
  { code: 'workspace', label: 'Dedicated workspace', spellings: ['dedicated workspace', 'laptop friendly workspace'] },
  {
    code: 'free-parking',
    label: 'Free parking',
    spellings: [
      ...['free parking', 'free parking on premises', 'free street parking', 'free driveway parking on premises'],
      ...['free residential garage on premises', 'free carport on premises', 'free parking garage on premises'],
    ],
  },
  {
    code: 'paid-parking',
    label: 'Paid parking',
    spellings: [
      ...['paid parking', 'paid parking on premises', 'paid parking off premises', 'paid parking lot off premises'],
      ...['paid parking garage on premises', 'paid parking garage off premises', 'paid street parking off premises'],
      ...['paid parking lot on premises', 'paid valet parking on premises'],
    ],
  },
  { code: 'ev-charger', label: 'Charger for electric cars', spellings: ['ev charger'] },
  { code: 'pool', label: 'Pool', spellings: ['pool', 'swimming pool'] },
  { code: 'hot-tub', label: 'Hot tub', spellings: ['hot tub', 'jacuzzi'] },
  { code: 'sauna', label: 'Sauna', spellings: ['sauna'] },
  { code: 'gym', label: 'Gym', spellings: ['gym', 'gym in building', 'gym nearby'] },
  { code: 'elevator', label: 'Elevator', spellings: ['elevator', 'lift'] },
  {
    code: 'step-free-entrance',
    label: 'Step-free entrance',
    spellings: ['no stairs or steps to enter', 'step-free access', 'step-free guest entrance'],
  },
  { code: 'private-entrance', label: 'Private entrance', spellings: ['private entrance'] },
  { code: 'self-check-in', label: 'Self check-in', spellings: ['self check-in', 'lockbox', 'keypad', 'smart lock'] },
  { code: 'pets-allowed', label: 'Pets allowed', spellings: ['pets allowed'] },
  { code: 'crib', label: 'Crib', spellings: ['crib', "pack 'n play/travel crib"] },
  { code: 'high-chair', label: 'High chair', spellings: ['high chair'] },
  { code: 'toys', label: "Children's books and toys", spellings: ["children's books and toys"] },
  { code: 'patio-or-balcony', label: 'Patio or balcony', spellings: ['patio or balcony', 'balcony', 'patio'] },
  { code: 'backyard', label: 'Backyard', spellings: ['backyard', 'garden or backyard', 'garden'] },
  { code: 'barbecue', label: 'Barbecue', spellings: ['bbq grill', 'barbecue', 'barbecue utensils'] },
  { code: 'fire-pit', label: 'Fire pit', spellings: ['fire pit'] },
  { code: 'indoor-fireplace', label: 'Indoor fireplace', spellings: ['indoor fireplace', 'fireplace'] },
  { code: 'outdoor-dining', label: 'Outdoor dining area', spellings: ['outdoor dining area'] },
  { code: 'beach-access', label: 'Beach access', spellings: ['beach access', 'beachfront'] },
  { code: 'lake-access', label: 'Lake access', spellings: ['lake access'] },
  { code: 'waterfront', label: 'Waterfront', spellings: ['waterfront'] },
  { code: 'ski-in-ski-out', label: 'Ski-in/ski-out', spellings: ['ski-in/ski-out'] },
  { code: 'breakfast', label: 'Breakfast', spellings: ['breakfast'] },
  { code: 'coffee-maker', label: 'Coffee maker', spellings: ['coffee maker'] },
  { code: 'refrigerator', label: 'Refrigerator', spellings: ['refrigerator', 'fridge'] },
  { code: 'microwave', label: 'Microwave', spellings: ['microwave'] },
  { code: 'dishwasher', label: 'Dishwasher', spellings: ['dishwasher'] },
  { code: 'cookware', label: 'Pots, pans and basics', spellings: ['cooking basics'] },
  { code: 'essentials', label: 'Towels, bed sheets, soap', spellings: ['essentials', 'bed linens'] },
  { code: 'hair-dryer', label: 'Hair dryer', spellings: ['hair dryer'] },
  { code: 'iron', label: 'Iron', spellings: ['iron'] },
  { code: 'bathtub', label: 'Bathtub', spellings: ['bathtub'] },
  { code: 'smoke-alarm', label: 'Smoke alarm', spellings: ['smoke alarm', 'smoke detector'] },
  {
    code: 'carbon-monoxide-alarm',
    label: 'Carbon monoxide alarm',
    spellings: ['carbon monoxide alarm', 'carbon monoxide detector'],
  },
  { code: 'fire-extinguisher', label: 'Fire extinguisher', spellings: ['fire extinguisher'] },
  { code: 'first-aid-kit', label: 'First aid kit', spellings: ['first aid kit'] },
] as const satisfies readonly Amenity[];

export type AmenityCode = (typeof amenities)[number]['code'];

export function isAmenity(text: string): text is AmenityCode {
  return positions.has(text);
}

/** Bit k is set for the amenity at position k; a safe integer. */
export function amenityBits(codes: Iterable<AmenityCode>): number {
  return [...new Set(codes)].reduce((bits, code) => bits + 2 ** (positions.get(code) ?? 0), 0);
}

/** In the order of the catalogue. */
export function amenitiesOf(bits: number): AmenityCode[] {
  // Not `bits & …`: that reads 32 bits only.
  return amenities.filter((_, position) => Math.floor(bits / 2 ** position) % 2 === 1).map(({ code }) => code);
}

/**
 * The amenity that another catalogue calls `name`, or undefined. What precedes the known words (a brand, `Private`) and
 * what follows a dash, a colon or `with` is left aside: `Bosch dishwasher`, `Shared pool - heated`, `32" TV with Netflix`.
 */
export function amenityNamed(name: string): AmenityCode | undefined {
  const [subject = ''] = name
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/ [–-] |:| with /, 1);
  const words = subject.trim().split(/\s+/).slice(-MAX_WORDS);
  const start = words.findIndex((_, index) => bySpelling.has(words.slice(index).join(' ')));
  return start === -1 ? undefined : bySpelling.get(words.slice(start).join(' '));
}

type Amenity = { code: string; label: string; spellings: readonly string[] };

const MAX_WORDS = 6;

const positions = new Map<string, number>(amenities.map(({ code }, position) => [code, position]));

const bySpelling = new Map<string, AmenityCode>(
  amenities.flatMap(({ code, spellings }) => spellings.map((spelling): [string, AmenityCode] => [spelling, code])),
);
