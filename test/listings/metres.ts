import { EARTH_RADIUS, radians } from '../../src/kernel/sphere.ts';
import type { Point } from '../../src/listings/shown-point.ts';

/** Metres on the ground between two points. */
export function metresBetween(a: Point, b: Point): number {
  const [latitude, otherLatitude] = [radians(a.latitude), radians(b.latitude)];
  const [dy, dx] = [otherLatitude - latitude, radians(b.longitude - a.longitude)];
  const chord = Math.sin(dy / 2) ** 2 + Math.cos(latitude) * Math.cos(otherLatitude) * Math.sin(dx / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}
