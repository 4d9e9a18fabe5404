/** The earth's mean radius, in metres. */
export const EARTH_RADIUS = 6_371_008.8;

export const radians = (angle: number): number => (angle * Math.PI) / 180;
export const degrees = (angle: number): number => (angle * 180) / Math.PI;
