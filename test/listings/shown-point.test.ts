import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { locate } from '../../src/listings/locate.ts';
import { shiftedPoint } from '../../src/listings/shown-point.ts';
import { metresBetween } from './metres.ts';

const SECRET = 'a secret of sixteen characters';

const latitude = fc.oneof(
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.constantFrom(-90, 90, 89.9999, -89.9999, 0),
);
const longitude = fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 180, 179.9999, 0));
const point = fc.record({ latitude, longitude });
const seed = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => new Uint8Array(bytes).buffer);

describe('the shown point', () => {
  test('lies 150 to 500 m from the house, at the poles and the antimeridian too', () => {
    fc.assert(
      fc.property(point, seed, (house, random) => {
        const shown = shiftedPoint(house, random);
        expect(Math.abs(shown.latitude)).toBeLessThanOrEqual(90);
        expect(Math.abs(shown.longitude)).toBeLessThanOrEqual(180);
        const distance = metresBetween(house, shown);
        expect(distance).toBeGreaterThanOrEqual(150);
        expect(distance).toBeLessThanOrEqual(500);
      }),
      { numRuns: 5_000 },
    );
  });

  test('is anywhere in the ring with the same chance', () => {
    const house = { latitude: 48.2, longitude: 16.37 };
    const random = crypto.getRandomValues(new Uint8Array(8 * 4_000));
    const shown = Array.from({ length: 4_000 }, (_, index) =>
      shiftedPoint(house, random.slice(index * 8, index * 8 + 8).buffer),
    );
    // Half of the ring's area lies beyond sqrt((150² + 500²) / 2) m, and half of it north, and half of it east.
    const share = (isIn: (p: (typeof shown)[number]) => boolean) => shown.filter(isIn).length / shown.length;
    expect(share((p) => metresBetween(house, p) > Math.sqrt((150 ** 2 + 500 ** 2) / 2))).toBeCloseTo(0.5, 1);
    expect(share((p) => p.latitude > house.latitude)).toBeCloseTo(0.5, 1);
    expect(share((p) => p.longitude > house.longitude)).toBeCloseTo(0.5, 1);
  });

  test('is the same every time for a listing, another for another, and not to be had without the secret', async () => {
    const [id, other] = [newId('listing'), newId('listing')];
    const house = { latitude: 38.71, longitude: -9.13 };
    const first = await locate(SECRET, id, house);
    expect(await locate(SECRET, id, house)).toEqual(first);
    expect((await locate(SECRET, other, house)).shown_latitude).not.toBe(first.shown_latitude);
    expect((await locate('another secret of ours', id, house)).shown_latitude).not.toBe(first.shown_latitude);
  });

  test('moves along with the house, by the same shift', async () => {
    const id = newId('listing');
    const shifts = await Promise.all(
      [38.71, 38.72].map(async (north) => {
        const { shown_latitude, shown_longitude } = await locate(SECRET, id, { latitude: north, longitude: -9.13 });
        return [(shown_latitude ?? 0) - north, (shown_longitude ?? 0) + 9.13];
      }),
    );
    expect(shifts[1]?.[0]).toBeCloseTo(shifts[0]?.[0] ?? 0, 4);
    expect(shifts[1]?.[1]).toBeCloseTo(shifts[0]?.[1] ?? 0, 4);
  });
});

test('every place on earth has a time zone that dates can be counted in', async () => {
  const id = newId('listing');
  for (let north = -90; north <= 90; north += 15) {
    for (let east = -180; east <= 180; east += 15) {
      const { time_zone } = await locate(SECRET, id, { latitude: north, longitude: east });
      expect(isTimeZone(time_zone ?? '')).toBe(true);
    }
  }
  expect((await locate(SECRET, id, { latitude: 35.01, longitude: 135.77 })).time_zone).toBe('Asia/Tokyo');
});
