import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest by far. Begun last, one of them alone keeps a core busy while the other idles. */
const LONGEST = [
  'crashes/kills',
  'crashes/later-kills',
  'model/model',
  'contract/bad-input',
  'stripe/matrix',
  'search/market',
  'bookings/split',
  'bookings/races',
  'crashes/outages',
  'fuzz/fuzz',
  'local/stripe/payments',
  'test-clocks/test-clocks',
  'deposits/deposits',
  'local/postgres',
  'disputes/disputes',
  'policies/round-trips',
  'bookings/altering',
  'bookings/chaos',
  'platform/migrate',
  'search/agreement',
  'channels/fuzz',
].map((name) => `/test/${name}.test.ts`);

/** Begins with the files that take longest; the others follow as vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
