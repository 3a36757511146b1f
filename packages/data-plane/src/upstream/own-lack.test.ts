import { isOwnLack } from './own-lack';

const errorOf = (code: string, more: object = {}) =>
  Object.assign(new Error(code), { code, syscall: 'connect', ...more });

const LONG_AFTERWARDS_MS = 60_000;

describe('a connection that could not be made', () => {
  it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])(
    'fails for want of something here: %s',
    (code) => {
      expect(isOwnLack(errorOf(code))).toBe(true);
      expect(isOwnLack(new AggregateError([errorOf('ECONNREFUSED'), errorOf(code)]))).toBe(true);
    },
  );

  it.each(['EMFILE', 'ENFILE', 'EAI_MEMORY', 'EINVAL'])(
    'fails as its name is resolved, for want of something here, even where it is there again by now: %s',
    (code) => {
      expect(isOwnLack(errorOf(code, { syscall: 'getaddrinfo' }))).toBe(true);
    },
  );

  it.each([
    errorOf('ECONNREFUSED'),
    errorOf('ENETUNREACH'),
    errorOf('ENOTFOUND', { syscall: 'getaddrinfo' }),
    errorOf('EADDRNOTAVAIL', { address: '::1' }),
    new AggregateError([errorOf('EADDRNOTAVAIL', { address: '::1' }), errorOf('ECONNREFUSED')]),
    new Error('other side closed'),
  ])('fails for the target: %p', (error) => {
    expect(isOwnLack(error, undefined, performance.now() + LONG_AFTERWARDS_MS)).toBe(false);
  });

  it('is not blamed on a target whose name was looked up while something was wanting, only on one that refuses', () => {
    const nowMs = performance.now() + 2 * LONG_AFTERWARDS_MS;
    expect(isOwnLack(errorOf('EMFILE'), undefined, nowMs)).toBe(true);
    const notFound = errorOf('ENOTFOUND', { syscall: 'getaddrinfo' });
    expect(isOwnLack(notFound, undefined, nowMs + 100)).toBe(true);
    expect(isOwnLack(errorOf('ECONNREFUSED'), undefined, nowMs + 100)).toBe(false);
    expect(isOwnLack(notFound, undefined, nowMs + LONG_AFTERWARDS_MS)).toBe(false);
  });
});

describe('no address of its own to reach one of IPv6 from', () => {
  const refused = new AggregateError([
    errorOf('ECONNREFUSED', { address: '192.0.2.1' }),
    errorOf('EADDRNOTAVAIL', { address: '2001:db8::1' }),
  ]);

  it('is a fault of the target where this machine has no IPv6, or a dead vendor would never be suspended', () => {
    expect(isOwnLack(refused, () => false)).toBe(false);
  });

  it('is a lack of ports where it has', () => {
    expect(isOwnLack(refused, () => true)).toBe(true);
  });
});
