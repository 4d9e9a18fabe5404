import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areasOf, type Box } from '../../src/search/area.ts';

const EARTH_RADIUS = 6_371_008.8;
const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const holds = (box: Box, lat: number, lng: number) =>
  lat >= box.south && lat <= box.north && lng >= box.west && lng <= box.east;
const overlap = (a: Box, b: Box) => a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;

test('a box over the antimeridian becomes two, one on each side', () => {
  expect(areasOf({ west: 170, south: -20, east: -170, north: -10 }, undefined)).toEqual([
    { west: 170, south: -20, east: 180, north: -10 },
    { west: -180, south: -20, east: -170, north: -10 },
  ]);
});

test('without box and circle the area is the earth', () => {
  expect(areasOf(undefined, undefined)).toEqual([{ west: -180, south: -90, east: 180, north: 90 }]);
});

test('a box and a circle that have nothing in common leave no area', () => {
  const box = { west: 0, south: 0, east: 1, north: 1 };
  expect(areasOf(box, { latitude: 10, longitude: 10, radius: 1_000 })).toEqual([]);
});

test('whatever lies in box and circle lies in exactly one area', () => {
  const box = fc.tuple(longitude, latitude, longitude, latitude).map(([west, a, east, b]) => ({
    west,
    south: Math.min(a, b),
    east,
    north: Math.max(a, b),
  }));
  const circle = fc.record({ latitude, longitude, radius: fc.double({ min: 1, max: 100_000, noNaN: true }) });
  const bearing = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
  fc.assert(
    fc.property(
      fc.option(box, { nil: undefined }),
      circle,
      bearing,
      fc.double({ min: 0, max: 1 }),
      (box, at, to, share) => {
        const areas = areasOf(box, at);
        const [lat, lng] = moved(at.latitude, at.longitude, to, Number.isNaN(share) ? 0 : share * at.radius);
        const within = areas.filter((area) => holds(area, lat, lng)).length;
        const asked = box === undefined || areasOf(box, undefined).some((area) => holds(area, lat, lng));
        expect(within).toBe(asked ? 1 : 0);
        expect(areas.some((one, i) => areas.some((other, j) => i < j && overlap(one, other)))).toBe(false);
      },
    ),
    { numRuns: 5_000 },
  );
});

/** The point so many metres away in this direction. */
function moved(latitude: number, longitude: number, bearing: number, metres: number): [number, number] {
  const [lat, lng, angle] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180, metres / EARTH_RADIUS];
  const sine = Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing);
  const y = Math.sin(bearing) * Math.sin(angle) * Math.cos(lat);
  const x = Math.cos(angle) - Math.sin(lat) * sine;
  const degrees = ((lng + Math.atan2(y, x)) * 180) / Math.PI;
  return [(Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI, ((degrees + 540) % 360) - 180];
}
