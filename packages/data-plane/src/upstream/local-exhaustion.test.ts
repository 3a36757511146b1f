import { isLocalExhaustion } from './local-exhaustion';

const errorOf = (code: string, more: object = {}) =>
  Object.assign(new Error(code), { code, syscall: 'connect', ...more });

describe('a connection that could not be made', () => {
  it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])(
    'failed because this machine ran out of a resource: %s',
    (code) => {
      expect(isLocalExhaustion(errorOf(code))).toBe(true);
      expect(isLocalExhaustion(new AggregateError([errorOf('ECONNREFUSED'), errorOf(code)]))).toBe(true);
    },
  );

  it.each(['EMFILE', 'ENFILE', 'EAI_MEMORY', 'EINVAL'])(
    'failed during the name lookup because this machine ran out of a resource: %s',
    (code) => {
      expect(isLocalExhaustion(errorOf(code, { syscall: 'getaddrinfo' }))).toBe(true);
    },
  );

  it.each([
    errorOf('ECONNREFUSED'),
    errorOf('ENETUNREACH'),
    errorOf('EINVAL'),
    errorOf('ENOTFOUND', { syscall: 'getaddrinfo' }),
    errorOf('EADDRNOTAVAIL', { address: '::1' }),
    new AggregateError([errorOf('EADDRNOTAVAIL', { address: '::1' }), errorOf('ECONNREFUSED')]),
    new Error('other side closed'),
  ])('failed because of the target: %p', (error) => {
    expect(isLocalExhaustion(error)).toBe(false);
  });
});

describe('no local address to reach an IPv6 address from', () => {
  const refused = new AggregateError([
    errorOf('ECONNREFUSED', { address: '192.0.2.1' }),
    errorOf('EADDRNOTAVAIL', { address: '2001:db8::1' }),
  ]);

  it('counts against the target if this machine has no IPv6, or a dead vendor would never be suspended', () => {
    expect(isLocalExhaustion(refused, () => false)).toBe(false);
  });

  it('means that no port is left if this machine has IPv6', () => {
    expect(isLocalExhaustion(refused, () => true)).toBe(true);
  });
});
