/**
 * The address that limits count a client by, from what the platform in front of us saw it at (`CF-Connecting-IP`; the
 * Node entry point sets it too). Of an IPv6 address it is the /64: one customer has all of that.
 */
export function clientAddress(headers: Headers): string {
  const address = withoutPort(headers.get('cf-connecting-ip') ?? 'unknown');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [front = [], back = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const groups = [...front, ...zeros, ...back].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

// Some proxies tell the port as well, which is another one for each connection.
function withoutPort(told: string): string {
  const [, four, six] = /^(?:(\d+(?:\.\d+){3}):\d+|\[([^\]]+)\](?::\d+)?)$/.exec(told) ?? [];
  return four ?? six ?? told;
}
