import { Problem } from '../../kernel/problem.ts';

/** Why an address that a person typed is not fetched. */
type AddressRefusal =
  | 'not-a-url'
  | 'not-https'
  | 'has-credentials'
  | 'has-port'
  | 'is-ip-address'
  | 'not-public'
  | 'is-ours';

export type AddressPolicy = {
  /** Hosts of our own; they and all below them are refused. */
  ownHosts: readonly string[];
  /** Origins that everything is allowed of, for stand-ins on one's own machine; none in production. */
  exemptOrigins: readonly string[];
};

/**
 * Names that mean something else inside a network than outside, or nothing outside (RFC 6761, 6762, 8375, 9476); those of
 * clusters and of clouds' metadata, too.
 */
const INSIDE = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'dhcp',
  'svc',
  'cluster',
  'consul',
  'metadata.goog',
  'arpa',
  'alt',
  'onion',
  'test',
  'example',
  'invalid',
];

/**
 * Why the service may not fetch this address; undefined when it may: https, port 443, a name (never an IP address, in
 * whatever notation) that is neither ours nor of some inner network.
 *
 * Ask when the address is saved, before each fetch and at each redirect. A Worker cannot pin what the name resolves to:
 * a public name that points inside is left to the runtime (`global_fetch_strictly_public`).
 */
export function refuseAddress(text: string, policy: AddressPolicy): AddressRefusal | undefined {
  if (!URL.canParse(text)) return 'not-a-url';
  const url = new URL(text);
  if (policy.exemptOrigins.includes(url.origin)) return undefined;
  if (url.protocol !== 'https:') return 'not-https';
  if (url.username !== '' || url.password !== '') return 'has-credentials';
  if (url.port !== '') return 'has-port';
  // The parser has written every notation of an IPv4 address (hex, octal, one number, other digits) as four numbers.
  if (url.hostname.startsWith('[') || /^\d+(\.\d+){3}\.?$/.test(url.hostname)) return 'is-ip-address';
  const host = url.hostname.replace(/\.+$/, '');
  if (!host.includes('.') || isBelow(host, INSIDE)) return 'not-public';
  return isBelow(host, policy.ownHosts) ? 'is-ours' : undefined;
}

/**
 * The `url` that a person typed, as it is saved: without its fragment. Throws `invalid-input` for one that may not be
 * fetched.
 */
export function publicUrl(text: string, policy: AddressPolicy): string {
  const refusal = refuseAddress(text, policy);
  if (refusal !== undefined) {
    throw new Problem('invalid-input', { errors: [{ pointer: '/url', code: refusal, detail: refusals[refusal] }] });
  }
  const url = new URL(text);
  url.hash = '';
  return url.href;
}

const refusals: Readonly<Record<AddressRefusal, string>> = {
  'not-a-url': 'is not an address',
  'not-https': 'does not begin with https://',
  'has-credentials': 'names a user or a password',
  'has-port': 'names a port',
  'is-ip-address': 'is an IP address, not a name',
  'not-public': 'is a name that only an inner network knows',
  'is-ours': 'is an address of this service',
};

function isBelow(host: string, zones: readonly string[]): boolean {
  return zones.some((zone) => host === zone || host.endsWith(`.${zone}`));
}
