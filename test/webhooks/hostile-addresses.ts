/** Hosts that no message and no fetch may reach, in every notation that a reader of URLs may take for one. */
const hosts = [
  // The same machine.
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '0.0.0.0', '0', '0x7f.1', '0x7f000001', '2130706433'],
  ...['017700000001', '0177.0.0.1', '0177.0x0.0.1', '127.0.0.1.', '127.000.000.001', '0x7f.0x0.0x0.0x1', '1'],
  ...['%31%32%37.0.0.1', '１２７.0.0.1', '①②⑦.⓪.⓪.①', '127。0。0。1', '127．0．0．1', '127｡0｡0｡1'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'LocalHost.LocalDomain', 'a.localhost', 'ｌocalhost', 'loc%61lhost'],
  ...[
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ],
  // Names inside clusters, and of clouds' metadata.
  ...['api.default.svc', 'db.svc.cluster', 'cache.service.consul', 'printer.dhcp', 'metadata.goog', 'x.metadata.goog'],
  // Private networks.
  ...['10.0.0.1', '10.255.255.255', '10.1', '167772161', '0x0a000001', '012.0.0.1', '172.16.0.1', '172.31.255.254'],
  ...['192.168.0.1', '192.168.1', '3232235777', '0xc0a80101', '0300.0250.1.1', '100.64.0.1', '100.127.255.254'],
  ...['198.18.0.1', '192.0.0.1', '192.0.2.1', '203.0.113.7', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...[
    '[fc00::1]',
    '[fd12:3456:789a::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[::ffff:10.0.0.1]',
    '[2002:0a00:0001::]',
  ],
  ...['[2001:db8::1]', '[64:ff9b::a00:1]', '[::ffff:192.168.1.1]', '8.8.8.8', '[2606:4700::1111]'],
  // Metadata of clouds.
  ...['169.254.169.254', '169.254.170.2', '169.254.43518', '2852039166', '0xa9fea9fe', '0xa9.0xfe.0xa9.0xfe'],
  ...['0251.0376.0251.0376', '[fd00:ec2::254]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '100.100.100.200'],
  ...['metadata.google.internal', 'METADATA.GOOGLE.INTERNAL.', 'instance-data.ec2.internal', 'metadata'],
  // Names of inner networks.
  ...['intranet', 'router', 'printer.local', 'nas.lan', 'db.internal', 'vault.private', 'wiki.corp', 'router.home'],
  ...[
    'box.home.arpa',
    '1.0.0.127.in-addr.arpa',
    'x.test',
    'x.example',
    'x.invalid',
    'x.onion',
    'x.alt',
    'wiki.intranet',
  ],
  'kubernetes.default.svc.cluster.local',
];

/** Addresses that hide where they lead, or lead elsewhere than by https to port 443. */
const forms = [
  ...['http://hooks.example.com/', 'HTTP://hooks.example.com/', 'ftp://hooks.example.com/', 'ws://hooks.example.com/'],
  ...[
    'file:///etc/passwd',
    'gopher://hooks.example.com/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'blob:https://x',
  ],
  ...['https://hooks.example.com:22/', 'https://hooks.example.com:6379/', 'https://hooks.example.com:8443/'],
  ...['https://hooks.example.com:80/', 'https://hooks.example.com:0/', 'https://hooks.example.com:99999/'],
  ...['https://user@hooks.example.com/', 'https://user:pass@hooks.example.com/', 'https://:x@hooks.example.com/'],
  ...[
    'https://hooks.example.com@127.0.0.1/',
    'https://hooks.example.com%40127.0.0.1/',
    'https://127.0.0.1#.example.com/',
  ],
  ...['https://127.0.0.1\\@hooks.example.com/', 'https:\\\\127.0.0.1\\', 'https:/127.0.0.1/', 'https:127.0.0.1'],
  ...['//127.0.0.1/', '127.0.0.1', 'https://', 'https:///', '', ' ', 'https://[::1', 'https://256.256.256.256/'],
];

/** @param own hosts of the service itself */
export function hostileAddresses(own: readonly string[]): string[] {
  const ours = own.flatMap((host) => [host, host.toUpperCase(), `${host}.`, `x.${host}`, `a.b.${host}`]);
  return [...[...hosts, ...ours].map((host) => `https://${host}/hook`), ...forms];
}
