import * as ipaddr from 'ipaddr.js';
import { isPrivateAddress, isPrivateHost } from './private-address';

it.each([
  'http://127.0.0.1',
  'http://127.255.0.9:8080',
  'http://0x7f.1',
  'http://2130706433',
  'http://127.0.0.1.',
  'http://0.0.0.0',
  'http://10.1.2.3',
  'http://172.31.0.1',
  'http://192.168.0.1',
  'http://100.64.0.1',
  'http://169.254.169.254',
  'http://255.255.255.255',
  'http://[::]',
  'http://[::1]',
  'http://[fe80::1]',
  'http://[fd12:3456::1]',
  'http://[::ffff:10.0.0.1]',
  'http://[::ffff:a9fe:a9fe]',
  'http://[64:ff9b::a9fe:a9fe]',
  'http://[2002:7f00:1::]',
  'http://localhost',
  'http://LOCALHOST.',
  'http://models.localhost:1234',
  'http://ip6-loopback',
])('%s is private', (url) => {
  expect(isPrivateHost(new URL(url).hostname)).toBe(true);
});

it.each([
  'https://api.openai.com',
  'http://8.8.8.8',
  'http://172.32.0.1',
  'http://[2606:4700::1111]',
  'http://[::ffff:8.8.8.8]',
  'https://notlocalhost',
  'https://localhost.example.com',
])('%s is public', (url) => {
  expect(isPrivateHost(new URL(url).hostname)).toBe(false);
});

/**
 * The blocks of IANA's special-purpose registries and address-space registries that are not publicly reachable, and the
 * forms that carry an IPv4 address: https://www.iana.org/assignments/iana-ipv4-special-registry,
 * .../iana-ipv6-special-registry, .../ipv6-address-space, .../ipv4-address-space.
 */
const SPECIAL_BLOCKS = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  '::1/128',
  '::/96',
  '::/8',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '100:0:0:1::/64',
  '200::/7',
  '400::/6',
  '800::/5',
  '1000::/4',
  '2001::/23',
  '2001::/32',
  '2001:1::1/128',
  '2001:2::/48',
  '2001:3::/32',
  '2001:4:112::/48',
  '2001:10::/28',
  '2001:20::/28',
  '2001:30::/28',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
  '4000::/3',
  '5f00::/16',
  '6000::/3',
  '8000::/3',
  'a000::/3',
  'c000::/3',
  'e000::/4',
  'f000::/5',
  'f800::/6',
  'fc00::/7',
  'fe00::/9',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** The first, the last and a middle address of a block. */
function addressesOf(block: string): string[] {
  const [address, length] = ipaddr.parseCIDR(block);
  const first = address.toByteArray();
  const withHost = (hostBits: (bit: number) => number) =>
    first.map((byte, index) => {
      const host = [...Array(8).keys()].reduce((sum, bit) => {
        const place = index * 8 + bit;
        return place < length ? sum : sum | (hostBits(place) << (7 - bit));
      }, 0);
      return byte | host;
    });
  return [() => 0, () => 1, (place: number) => place % 2].map((bits) =>
    ipaddr.fromByteArray(withHost(bits)).toString(),
  );
}

it.each(SPECIAL_BLOCKS)('every address of %s is private', (block) => {
  for (const address of addressesOf(block)) expect([address, isPrivateAddress(address)]).toEqual([address, true]);
});

const PRIVATE_IPV4 = ['127.0.0.1', '10.1.2.3', '169.254.169.254', '192.168.0.1', '0.0.0.0'];

it.each([
  ['compatible', '::'],
  ['mapped', '::ffff:'],
  ['translated (RFC 6145)', '::ffff:0:'],
  ['translated (RFC 6052)', '64:ff9b::'],
  ['translated (RFC 8215)', '64:ff9b:1::'],
  ['ISATAP', '2606:4700::5efe:'],
  ['ISATAP', '2606:4700::200:5efe:'],
  ['ISATAP, link-local', 'fe80::5efe:'],
])('a private IPv4 address is private in the form: %s, %s', (_form, prefix) => {
  for (const ipv4 of PRIVATE_IPV4) {
    expect([ipv4, isPrivateAddress(`${prefix}${ipv4}`)]).toEqual([ipv4, true]);
    expect([ipv4, isPrivateHost(new URL(`http://[${prefix}${ipv4}]`).hostname)]).toEqual([ipv4, true]);
  }
});

it.each([
  '8.8.8.8',
  '::ffff:8.8.8.8',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  '2001:4860:4860::8888',
  '2606:4700::5efe:8.8.8.8',
])('the address %s is public', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

it('anything that is not an address counts as private', () => {
  expect(isPrivateAddress('nowhere')).toBe(true);
});
