import fc from 'fast-check';
import { anyStay, faultsOf } from '../test/pricing/any-stay.ts';

/** Prices random stays, 100,000 or as many as it is told, and fails at the first whose sums are not exact. */
const runs = Number(process.argv[2] ?? 100_000);
fc.assert(
  fc.property(anyStay, (input) => faultsOf(input).length === 0),
  { numRuns: runs },
);
console.log(`${runs} stays: what guests pay is what hosts, platform and taxes receive, and all of it can be charged.`);
