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

it('anything that is not an address counts as private', () => {
  expect(isPrivateAddress('nowhere')).toBe(true);
});
