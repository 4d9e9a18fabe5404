import { degrees, EARTH_RADIUS, radians } from '../kernel/sphere.ts';

/** Degrees: latitude from -90 to 90, longitude from -180 to 180. */
export type Point = { latitude: number; longitude: number };

/**
 * Where everybody sees a listing but the guest of a confirmed booking: 150 to 500 m from where it is, anywhere in that
 * ring with the same chance.
 * @param seed 8 random bytes or more, the same for the same listing always: were they drawn anew, the mean of many
 *   answers would be the house
 */
export function shiftedPoint(point: Point, seed: ArrayBuffer): Point {
  const random = new DataView(seed);
  const share = (at: number) => random.getUint32(at) / 2 ** 32;
  const distance = Math.sqrt(NEAREST ** 2 + share(0) * (FARTHEST ** 2 - NEAREST ** 2));
  return destination(point, distance, 2 * Math.PI * share(4));
}

// Two metres within the ring's limits, so that rounding to five decimals does not leave it.
const NEAREST = 152;
const FARTHEST = 498;

/** The point so many metres away along a great circle, in this direction (radians, clockwise from north). */
function destination({ latitude, longitude }: Point, metres: number, bearing: number): Point {
  const [y, d] = [radians(latitude), metres / EARTH_RADIUS];
  const sine = Math.sin(y) * Math.cos(d) + Math.cos(y) * Math.sin(d) * Math.cos(bearing);
  const turn = Math.atan2(Math.sin(bearing) * Math.sin(d) * Math.cos(y), Math.cos(d) - Math.sin(y) * sine);
  const east = longitude + degrees(turn);
  return {
    latitude: rounded(degrees(Math.asin(Math.max(-1, Math.min(1, sine))))),
    longitude: rounded(((((east + 180) % 360) + 360) % 360) - 180),
  };
}

const rounded = (angle: number) => Math.round(angle * 1e5) / 1e5;
