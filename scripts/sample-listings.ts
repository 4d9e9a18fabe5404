import { writeFile } from 'node:fs/promises';
import { at, near, pick, type Random, seeded } from './random.ts';

/**
 * An invented listings file in Inside Airbnb's short format: 520 listings in 10 cities, and 8 rows that an import must
 * refuse. No listing, host or neighbourhood in it is real. The same text at every call.
 */
export function sampleListings(): string {
  const random = seeded(20_261_101);
  const good = cities.flatMap((city, index) => sampleCity(city, (index + 1) * 1000, random));
  const bad = spoilings.map((spoil, index) => ({ ...at(good, index * 61), id: String(99_000 + index), ...spoil }));
  const rows = good.flatMap((row, index) => (index % 64 === 30 ? [row, at(bad, Math.floor(index / 64))] : [row]));
  const lines = [columns, ...rows.map((row) => columns.map((column) => quote(row[column])))];
  return `${lines.map((cells) => cells.join(',')).join('\n')}\n`;
}

const columns = [
  ...(['id', 'name', 'host_id', 'host_name', 'neighbourhood_group', 'neighbourhood', 'latitude', 'longitude'] as const),
  ...(['room_type', 'price', 'minimum_nights', 'number_of_reviews', 'last_review', 'reviews_per_month'] as const),
  ...(['calculated_host_listings_count', 'availability_365', 'number_of_reviews_ltm', 'license'] as const),
];

type Row = Record<(typeof columns)[number], string>;
type City = { name: string; latitude: number; longitude: number; price: number };

const LISTINGS_A_CITY = 52;
const HOSTS_A_CITY = 30;

// In as many time zones, on both hemispheres; the price is what a night in an entire home costs there.
const cities: City[] = [
  { name: 'Lisbon', latitude: 38.722, longitude: -9.139, price: 110 },
  { name: 'Edinburgh', latitude: 55.953, longitude: -3.188, price: 160 },
  { name: 'Krakow', latitude: 50.062, longitude: 19.937, price: 75 },
  { name: 'Athens', latitude: 37.984, longitude: 23.728, price: 90 },
  { name: 'Cape Town', latitude: -33.925, longitude: 18.424, price: 120 },
  { name: 'Kyoto', latitude: 35.012, longitude: 135.768, price: 140 },
  { name: 'Wellington', latitude: -41.289, longitude: 174.777, price: 130 },
  { name: 'Oaxaca', latitude: 17.061, longitude: -96.725, price: 70 },
  { name: 'Denver', latitude: 39.739, longitude: -104.99, price: 145 },
  { name: 'Montreal', latitude: 45.502, longitude: -73.567, price: 125 },
];

const spoilings: Partial<Row>[] = [
  { name: '' },
  { latitude: '135.2' },
  { longitude: 'east of the river' },
  { room_type: 'Castle' },
  { price: '0' },
  { price: 'on request', minimum_nights: 'two' },
  { minimum_nights: '-1' },
  { host_id: '4.31E+17', host_name: '' },
];

const moods = [
  'Quiet',
  'Sunny',
  'Airy',
  'Cosy',
  'Bright',
  'Modern',
  'Old-fashioned',
  'Colourful',
  'Roomy',
  'Small, perfect',
];
const homes = ['apartment', 'studio', 'loft', 'house', 'townhouse', 'cottage', 'garden flat', 'penthouse'];
const extras = [
  ...['with a balcony', 'with a roof terrace', 'near the station', 'by the park', 'above a bakery', 'with a view'],
  ...['for families', 'with parking', 'on a car-free street', 'with a fireplace'],
];
const quarters = ['Old Mill', 'Lantern Hill', 'North Quay', 'Orchard', 'Tannery', 'Upper Gardens'];
const hostNames = [
  ...['Avelin', 'Brin', 'Cosmer', 'Dovra', 'Elwen', 'Fennick', 'Garrow', 'Hesper', 'Ilvane', 'Jorrin'],
  ...['Kestra', 'Lorrick', 'Maribeth & Tov', 'Nerys', 'Ondrel', 'Perrin', 'Quilla', 'Rosk', 'Sunniva', 'Tamsel'],
];
const rooms = [
  { type: 'Entire home/apt', upTo: 0.78, factor: 1 },
  { type: 'Private room', upTo: 0.96, factor: 0.5 },
  { type: 'Hotel room', upTo: 0.98, factor: 0.9 },
  { type: 'Shared room', upTo: 1, factor: 0.25 },
];

function sampleCity(city: City, firstId: number, random: Random): Row[] {
  const hosts = Array.from({ length: LISTINGS_A_CITY }, () => Math.floor(random() ** 2 * HOSTS_A_CITY));
  return hosts.map((host, index) => {
    const room = pickRoom(random);
    const reviews = Math.floor(random() ** 3 * 300);
    const recent = Math.floor(reviews * random() * 0.4);
    return {
      id: String(firstId + index),
      name: titleOf(room.type, random),
      host_id: String(firstId + 500 + host),
      host_name: at(hostNames, host),
      neighbourhood_group: city.name,
      neighbourhood: pick(quarters, random),
      latitude: near(city.latitude, 0.03, random).toFixed(5),
      longitude: near(city.longitude, 0.04, random).toFixed(5),
      room_type: room.type,
      price: String(Math.max(15, Math.round(city.price * room.factor * (0.6 + random() ** 2 * 2)))),
      minimum_nights: String(pick([1, 1, 2, 2, 2, 3, 4, 7, 28], random)),
      number_of_reviews: String(reviews),
      last_review:
        reviews === 0 ? '' : `2026-${pick(['07', '08', '09'], random)}-${pick(['04', '11', '18', '25'], random)}`,
      reviews_per_month: reviews === 0 ? '' : (reviews / 40).toFixed(2),
      calculated_host_listings_count: String(hosts.filter((other) => other === host).length),
      availability_365: String(Math.floor(random() * 366)),
      number_of_reviews_ltm: String(recent),
      license: random() < 0.3 ? `SAMPLE-${firstId + index}` : '',
    };
  });
}

function titleOf(roomType: string, random: Random): string {
  const home = pick(homes, random);
  const what = roomType === 'Entire home/apt' ? home : `${roomType.toLowerCase()} in a ${home}`;
  return `${pick(moods, random)} ${what} ${pick(extras, random)}`;
}

function pickRoom(random: Random): { type: string; factor: number } {
  const point = random();
  return rooms.find(({ upTo }) => point < upTo) ?? at(rooms, 0);
}

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

if (import.meta.main) await writeFile(new URL('../samples/listings.csv', import.meta.url), sampleListings());
