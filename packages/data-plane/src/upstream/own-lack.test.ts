import { isOwnLack } from './own-lack';

const errorOf = (code: string, more: object = {}) =>
  Object.assign(new Error(code), { code, syscall: 'connect', ...more });

describe('a connection that could not be made', () => {
  it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])(
    'fails for want of something here: %s',
    (code) => {
      expect(isOwnLack(errorOf(code))).toBe(true);
      expect(isOwnLack(new AggregateError([errorOf('ECONNREFUSED'), errorOf(code)]))).toBe(true);
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
    expect(isOwnLack(error)).toBe(false);
  });
});
