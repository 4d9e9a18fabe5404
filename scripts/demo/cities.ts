import type { Currency } from '../../src/kernel/currencies.ts';

/** `unit` is what prices there are multiples of, and `nightly` what a night in an entire home costs, in minor units. */
export type City = {
  name: string;
  country: string;
  latitude: number;
  longitude: number;
  currency: Currency;
  unit: number;
  nightly: number;
  tax: { name: string; bps: number } | null;
  quarters: readonly string[];
};

/** Ten cities in ten time zones, nine currencies among them. Their quarters are invented. */
export const cities: readonly City[] = [
  {
    ...{ name: 'Lisbon', country: 'Portugal', latitude: 38.722, longitude: -9.139 },
    ...{ currency: 'EUR', unit: 100, nightly: 110_00, tax: { name: 'Tourist tax', bps: 400 } },
    quarters: ['North Quay', 'Lantern Hill', 'Upper Gardens'],
  },
  {
    ...{ name: 'Edinburgh', country: 'Scotland', latitude: 55.953, longitude: -3.188 },
    ...{ currency: 'GBP', unit: 100, nightly: 140_00, tax: { name: 'Visitor levy', bps: 500 } },
    quarters: ['Old Mill', 'Tannery', 'Castle Foot'],
  },
  {
    ...{ name: 'Kyoto', country: 'Japan', latitude: 35.012, longitude: 135.768 },
    ...{ currency: 'JPY', unit: 100, nightly: 18_000, tax: { name: 'Lodging tax', bps: 300 } },
    quarters: ['Cedar Gate', 'Lower River', 'Tea Street'],
  },
  {
    ...{ name: 'Denver', country: 'Colorado', latitude: 39.739, longitude: -104.99 },
    ...{ currency: 'USD', unit: 100, nightly: 145_00, tax: { name: "Lodger's tax", bps: 1_075 } },
    quarters: ['Orchard', 'Foundry', 'West Creek'],
  },
  {
    ...{ name: 'Montreal', country: 'Quebec', latitude: 45.502, longitude: -73.567 },
    ...{ currency: 'CAD', unit: 100, nightly: 160_00, tax: { name: 'Lodging tax', bps: 350 } },
    quarters: ['Canal Side', 'Tower Hill', 'Old Market'],
  },
  {
    ...{ name: 'Wellington', country: 'New Zealand', latitude: -41.289, longitude: 174.777 },
    ...{ currency: 'NZD', unit: 100, nightly: 190_00, tax: null },
    quarters: ['Harbour Steps', 'Windy Saddle', 'Fern Gully'],
  },
  {
    ...{ name: 'Cape Town', country: 'South Africa', latitude: -33.925, longitude: 18.424 },
    ...{ currency: 'ZAR', unit: 1_000, nightly: 1_900_00, tax: null },
    quarters: ['Upper Kloof', 'Signal Side', 'Vine Row'],
  },
  {
    ...{ name: 'Athens', country: 'Greece', latitude: 37.984, longitude: 23.728 },
    ...{ currency: 'EUR', unit: 100, nightly: 90_00, tax: { name: 'Resilience fee', bps: 400 } },
    quarters: ['Olive Steps', 'Marble Yard', 'Lower Agora'],
  },
  {
    ...{ name: 'Oaxaca', country: 'Mexico', latitude: 17.061, longitude: -96.725 },
    ...{ currency: 'MXN', unit: 1_000, nightly: 1_300_00, tax: { name: 'Lodging tax', bps: 300 } },
    quarters: ['Green Stone', 'Agave Row', 'Upper Plaza'],
  },
  {
    ...{ name: 'Reykjavik', country: 'Iceland', latitude: 64.147, longitude: -21.942 },
    ...{ currency: 'ISK', unit: 10_000, nightly: 24_000_00, tax: { name: 'Lodging tax', bps: 1_100 } },
    quarters: ['Whale Bay', 'Tin Roofs', 'Steam Valley'],
  },
];
