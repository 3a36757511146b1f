import { ConsoleOrigins } from './console-origins';

function listening(url: string, configured: readonly string[] = []): ConsoleOrigins {
  const origins = new ConsoleOrigins(configured);
  origins.listensOn(url);
  return origins;
}

const LOOPBACK = ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'];

it.each([
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ['http://0.0.0.0:4000', 'http://127.0.0.1:4000'],
  ['http://[::]:4000', 'http://127.0.0.1:4000'],
  // Nothing answers at 127.0.0.1 then.
  ['http://[::1]:4000', 'http://[::1]:4000'],
  ['http://192.0.2.7:4000', 'http://192.0.2.7:4000'],
  ['http://gateway.internal:4000', 'http://gateway.internal:4000'],
  ['http://localhost:80', 'http://localhost'],
])('tells operators an address that answers: listening on %s, %s', (url, first) => {
  expect(listening(url).all[0]).toBe(first);
});

it('accepts the loopback names, and the particular address that is listened on', () => {
  expect(listening('http://0.0.0.0:4000').all).toEqual(LOOPBACK);
  expect(listening('http://192.0.2.7:4000').all).toEqual(['http://192.0.2.7:4000', ...LOOPBACK]);
  expect(listening('http://192.0.2.7:4000').at('192.0.2.7:4000')?.isSecure).toBe(false);
});

it('accepts only those that are configured, if any are, and tells operators the first of them', () => {
  const origins = listening('http://192.0.2.7:4000', ['https://console.example.com', 'http://127.0.0.1:4000']);
  expect(origins.all).toEqual(['https://console.example.com', 'http://127.0.0.1:4000']);
  expect(origins.at('192.0.2.7:4000')).toBeNull();
});
