import { NoProxy } from './no-proxy';

it.each([
  ['', 'https://api.example.com', false],
  ['*', 'https://api.example.com', true],
  ['other.com, *', 'https://api.example.com', true],
  ['example.com', 'https://example.com', true],
  ['example.com', 'https://api.example.com', true],
  ['example.com', 'https://notexample.com', false],
  ['Example.COM', 'https://API.example.com', true],
  ['.example.com', 'https://example.com', true],
  ['.example.com', 'https://api.example.com', true],
  ['*.example.com', 'https://api.example.com', true],
  ['*.example.com', 'https://example.com', false],
  ['example.com.', 'https://example.com', true],
  ['example.com', 'https://example.com.', true],
  ['example.com:8443', 'https://example.com:8443', true],
  ['example.com:8443', 'https://example.com', false],
  ['example.com:443', 'https://example.com', true],
  ['example.com:80', 'http://example.com', true],
  ['a.com b.com,c.com', 'https://b.com', true],
  ['127.0.0.1', 'http://127.0.0.1:9090', true],
  ['127.0.0.1:9090', 'http://127.0.0.1:9090', true],
  ['127.0.0.1:9090', 'http://127.0.0.1:9091', false],
  ['10.0.0.0/8', 'https://10.1.2.3', true],
  ['10.0.0.0/8', 'https://11.1.2.3', false],
  ['::1', 'http://[::1]:9090', true],
  ['[::1]', 'http://[::1]:9090', true],
  ['[::1]:9090', 'http://[::1]:9090', true],
  ['[::1]:9090', 'http://[::1]:9091', false],
  ['fd00::/8', 'http://[fd12::1]', true],
  ['fd00::/8', 'http://[fe80::1]', false],
  // Of other programs.
  ['10.0.0.0/99, <local>, 1.2.3.4/x, ,.', 'https://10.1.2.3', false],
])('NO_PROXY=%s, %s: %s', (text, origin, expected) => {
  expect(new NoProxy(text).matches(origin)).toBe(expected);
});
