import type { Config } from '../../config.ts';
import type { AddressPolicy } from './public-address.ts';

/** Which addresses people may have us fetch: none of ours, and only a test's own may be other than public. */
export function addressPolicy({ publicUrl, webUrl, testOrigins }: Config): AddressPolicy {
  return { ownHosts: [publicUrl, webUrl].map((url) => new URL(url).hostname), exemptOrigins: testOrigins };
}
