import { describe, expect, test } from 'vitest';
import { refuseAddress } from '../../src/platform/http/public-address.ts';

const policy = { ownHosts: ['api.stays.example.com', 'stays.example.com'], exemptOrigins: [] };

describe('an address that a person typed', () => {
  test.each([
    'https://www.airbnb.com/calendar/ical/1.ics?s=abc',
    'https://ical.booking.com/v1/export?t=1',
    'https://xn--bcher-kva.example.com/',
    'https://192-168-1-1.example.com/',
    'https://stays.example.com.evil.net/',
    'https://www.example.com:443/',
    'https://8.example.com/',
  ])('is fetched where anybody can: %s', (url) => {
    expect(refuseAddress(url, policy)).toBeUndefined();
  });

  test.each([
    ['', 'not-a-url'],
    ['calendars', 'not-a-url'],
    ['https://', 'not-a-url'],
    ['https://256.256.256.256/', 'not-a-url'],
    ['http://www.airbnb.com/', 'not-https'],
    ['ftp://www.airbnb.com/', 'not-https'],
    ['file:///etc/passwd', 'not-https'],
    ['data:text/calendar,BEGIN', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['https://me@www.airbnb.com/', 'has-credentials'],
    ['https://:x@www.airbnb.com/', 'has-credentials'],
    ['https://www.airbnb.com:8443/', 'has-port'],
    ['https://www.airbnb.com:80/', 'has-port'],
    ['https://127.0.0.1/', 'is-ip-address'],
    ['https://127.1/', 'is-ip-address'],
    ['https://0x7f000001/', 'is-ip-address'],
    ['https://2130706433/', 'is-ip-address'],
    ['https://0177.0.0.1/', 'is-ip-address'],
    ['https://127.0.0.1./', 'is-ip-address'],
    ['https://１２７.0.0.1/', 'is-ip-address'],
    ['https://%31%32%37.0.0.1/', 'is-ip-address'],
    ['https://10.0.0.8/', 'is-ip-address'],
    ['https://169.254.169.254/latest', 'is-ip-address'],
    ['https://100.64.0.1/', 'is-ip-address'],
    ['https://8.8.8.8/', 'is-ip-address'],
    ['https://[::1]/', 'is-ip-address'],
    ['https://[::ffff:10.0.0.1]/', 'is-ip-address'],
    ['https://[fd00::1]/', 'is-ip-address'],
    ['https://localhost/', 'not-public'],
    ['https://LOCALHOST./', 'not-public'],
    ['https://a.localhost/', 'not-public'],
    ['https://intranet/', 'not-public'],
    ['https://printer.local/', 'not-public'],
    ['https://metadata.google.internal/', 'not-public'],
    ['https://router.home.arpa/', 'not-public'],
    ['https://x.test/', 'not-public'],
    ['https://1.0.0.127.in-addr.arpa/', 'not-public'],
    ['https://api.stays.example.com/v1/me', 'is-ours'],
    ['https://API.Stays.Example.com./', 'is-ours'],
    ['https://x.stays.example.com/', 'is-ours'],
  ])('is refused elsewhere: %s is %s', (url, refusal) => {
    expect(refuseAddress(url, policy)).toBe(refusal);
  });

  test('is exempt where the configuration says so, by its whole origin', () => {
    const local = { ...policy, exemptOrigins: ['http://127.0.0.1:4711'] };
    expect(refuseAddress('http://127.0.0.1:4711/a.ics', local)).toBeUndefined();
    expect(refuseAddress('http://127.0.0.1:4712/a.ics', local)).toBe('not-https');
    expect(refuseAddress('http://127.0.0.1:4711@evil.net/', local)).toBe('not-https');
  });
});
