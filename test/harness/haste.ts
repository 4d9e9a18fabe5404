/**
 * For worlds in which services are away: what never answers is given up after 250 ms instead of 10 s, and tried again
 * as much sooner.
 */
export const HASTE = '40';
