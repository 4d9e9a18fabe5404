import { degrees, EARTH_RADIUS, radians } from '../kernel/sphere.ts';

/** Degrees; where `west` is greater than `east` the box crosses the antimeridian. */
export type Box = { west: number; south: number; east: number; north: number };

/** All that lies at most `radius` metres from the point. */
export type Circle = { latitude: number; longitude: number; radius: number };

const SLACK = 1e-6;
const everywhere: Box = { west: -180, south: -90, east: 180, north: 90 };

/**
 * Boxes that together hold all that lies in both the box and the circle, of which absent ones narrow nothing. They do
 * not overlap, and none crosses the antimeridian. Where there is a circle they hold a little more than it.
 */
export function areasOf(box: Box | undefined, circle: Circle | undefined): Box[] {
  const others = circle === undefined ? [everywhere] : splitAtAntimeridian(boxAround(circle));
  return splitAtAntimeridian(box ?? everywhere).flatMap((one) => others.flatMap((other) => intersection(one, other)));
}

/** What lies at most `radius` metres from a point, less what lies in the ring before. */
type Ring = { radius: number; areas: Box[] };

/** Metres: about what a page needs where listings are dense. */
const FIRST_RING = 500;

/** The circle as rings, each twice as wide as the one before; their areas hold what lies in both the box and the ring. */
export function ringsOf(box: Box | undefined, circle: Circle): Ring[] {
  const radii: number[] = [];
  for (let radius = FIRST_RING; radius < circle.radius; radius *= 2) radii.push(radius);
  return [...radii, circle.radius].map((radius) => ({ radius, areas: areasOf(box, { ...circle, radius }) }));
}

/** Metres that what lies elsewhere may be away from the area, and from its middle. */
const ELSEWHERE = { beyond: 100_000, most: 1_000_000 };

/** The surroundings of the box, or else of the circle, with all that lies in it; nothing is around everywhere. */
export function surroundingsOf(box: Box | undefined, circle: Circle | undefined): Circle | undefined {
  const within = box === undefined ? circle : circleAround(box);
  return within && { ...within, radius: Math.min(ELSEWHERE.most, within.radius + ELSEWHERE.beyond) };
}

// Not less than from the middle to a corner: a degree of longitude is nowhere longer than one of latitude.
function circleAround({ west, south, east, north }: Box): Circle {
  const [width, height] = [west <= east ? east - west : east - west + 360, north - south];
  return {
    latitude: south + height / 2,
    longitude: wrapped(west + width / 2),
    radius: radians(Math.hypot(width, height) / 2) * EARTH_RADIUS,
  };
}

function splitAtAntimeridian(box: Box): Box[] {
  if (box.west <= box.east) return [box];
  return [
    { ...box, east: 180 },
    { ...box, west: -180 },
  ];
}

function intersection(a: Box, b: Box): Box[] {
  const common = {
    west: Math.max(a.west, b.west),
    south: Math.max(a.south, b.south),
    east: Math.min(a.east, b.east),
    north: Math.min(a.north, b.north),
  };
  return common.west <= common.east && common.south <= common.north ? [common] : [];
}

function boxAround({ latitude, longitude, radius }: Circle): Box {
  const angle = radius / EARTH_RADIUS;
  const south = latitude - degrees(angle) - SLACK;
  const north = latitude + degrees(angle) + SLACK;
  // A circle around a pole touches every meridian.
  if (south <= -90 || north >= 90) {
    return { ...everywhere, south: Math.max(south, -90), north: Math.min(north, 90) };
  }
  const width = degrees(Math.asin(Math.min(1, Math.sin(angle) / Math.cos(radians(latitude))))) + SLACK;
  return { west: wrapped(longitude - width), south, east: wrapped(longitude + width), north };
}

function wrapped(longitude: number): number {
  if (longitude < -180) return longitude + 360;
  return longitude > 180 ? longitude - 360 : longitude;
}
