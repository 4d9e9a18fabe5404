import type { Config } from '../config.ts';
import type { AddressPolicy } from '../platform/http/public-address.ts';

/** Which addresses feeds may have: none of ours, and only a test's own may be other than public. */
export function addressPolicy({ publicUrl, webUrl, feedTestOrigins }: Config): AddressPolicy {
  return { ownHosts: [publicUrl, webUrl].map((url) => new URL(url).hostname), exemptOrigins: feedTestOrigins };
}
