/** The closed list of how much of a place its guests have for themselves. */
export const roomTypes = ['entire_home', 'private_room', 'shared_room', 'hotel_room'] as const;

/** The closed list of what a listing is, or is a room in. `spellings` are other catalogues' names, in lower case. */
export const propertyTypes = [
  { code: 'apartment', label: 'Apartment', spellings: ['apartment', 'rental unit', 'flat', 'serviced apartment'] },
  { code: 'condo', label: 'Condominium', spellings: ['condo', 'condominium', 'condominium (condo)'] },
  { code: 'loft', label: 'Loft', spellings: ['loft'] },
  { code: 'house', label: 'House', spellings: ['house', 'home', 'residential home', 'vacation home', 'place'] },
  { code: 'townhouse', label: 'Townhouse', spellings: ['townhouse'] },
  { code: 'bungalow', label: 'Bungalow', spellings: ['bungalow'] },
  { code: 'cottage', label: 'Cottage', spellings: ['cottage'] },
  { code: 'villa', label: 'Villa', spellings: ['villa'] },
  { code: 'cabin', label: 'Cabin', spellings: ['cabin', 'hut', 'nature lodge'] },
  { code: 'chalet', label: 'Chalet', spellings: ['chalet'] },
  { code: 'tiny-home', label: 'Tiny home', spellings: ['tiny home', 'tiny house'] },
  { code: 'guesthouse', label: 'Guesthouse', spellings: ['guesthouse'] },
  { code: 'guest-suite', label: 'Guest suite', spellings: ['guest suite'] },
  { code: 'farm-stay', label: 'Farm stay', spellings: ['farm stay', 'farmhouse', 'ranch', 'barn'] },
  { code: 'hotel', label: 'Hotel', spellings: ['hotel', 'boutique hotel', 'aparthotel', 'resort'] },
  { code: 'hostel', label: 'Hostel', spellings: ['hostel'] },
  { code: 'bed-and-breakfast', label: 'Bed and breakfast', spellings: ['bed and breakfast'] },
  { code: 'camp', label: 'Camper, tent or yurt', spellings: ['camper/rv', 'campsite', 'tent', 'yurt', 'tipi', 'bus'] },
  { code: 'treehouse', label: 'Treehouse', spellings: ['treehouse'] },
  { code: 'boat', label: 'Boat', spellings: ['boat', 'houseboat'] },
  { code: 'other', label: 'Other', spellings: [] },
] as const satisfies readonly { code: string; label: string; spellings: readonly string[] }[];

export type PropertyType = (typeof propertyTypes)[number]['code'];

/** The type that another catalogue calls `name`, such as `Entire rental unit` or `Private room in home`; else `other`. */
export function propertyTypeNamed(name: string): PropertyType {
  const bare = name.toLowerCase().replace(/^(?:entire |(?:private |shared )?room in (?:an? )?)/, '');
  return bySpelling.get(bare) ?? 'other';
}

export function isPropertyType(text: string): text is PropertyType {
  return codes.has(text);
}

const codes: ReadonlySet<string> = new Set(propertyTypes.map(({ code }) => code));

const bySpelling = new Map<string, PropertyType>(
  propertyTypes.flatMap(({ code, spellings }) => spellings.map((spelling): [string, PropertyType] => [spelling, code])),
);
