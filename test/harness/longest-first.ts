import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest by far. Begun last, one of them alone keeps a core busy while the other idles. */
const LONGEST = [
  'model/model',
  'crashes/later-kills',
  'crashes/kills',
  'stripe/matrix',
  'bookings/split',
  'bookings/altering',
  'platform/roll-out',
  'contract/bad-input',
  'crashes/outages',
  'deposits/deposits',
  'fuzz/fuzz',
  'bookings/races',
  'accounts/email-changes',
  'payouts/payouts',
  'books/converted',
  'test-clocks/test-clocks',
  'graphql/broad',
  'disputes/disputes',
  'channels/feeds',
  'search/market',
  'platform/lost-answers',
  'platform/sweep',
  'bookings/chaos',
  'platform/migrate',
  'local/postgres',
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
