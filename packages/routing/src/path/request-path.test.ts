import fc from 'fast-check';
import { checkRequestPath, findByBasePath, REQUEST_TARGET_LENGTH_MAX } from './request-path';
import { anyWebPath } from '../testing/any-text.suite';

const isSafe = (rawTarget: string) => checkRequestPath(rawTarget).ok;

/** Request targets built from typical pieces of paths and of attacks on them. */
const targetArbitrary = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...['/', '//', '.', '..', '%2e', '%2E', '%2f', '%5c', '\\', '%00', '%0a', '%', '%zz', '%25', '%252e', '%c0%ae'],
        ...[
          '%C3%A9',
          'a',
          'chat',
          ';',
          ';x=1',
          '?',
          '#',
          '@',
          ':',
          '\t',
          '\n',
          ' ',
          'é',
          '*',
          '~',
          '%41',
          'http://h',
          '|',
          '"',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => `/${parts.join('')}`),
  anyWebPath,
  fc.string({ unit: 'binary-ascii' }).map((text) => `/${text}`),
);

describe('checkRequestPath', () => {
  test('an accepted path is the same path below any base, also to a URL parser', () => {
    fc.assert(
      fc.property(targetArbitrary, (rawTarget) => {
        const checked = checkRequestPath(rawTarget);
        fc.pre(checked.ok);
        const { pathname } = new URL(`http://h/base${checked.path}`);
        expect(pathname.startsWith('/base')).toBe(true);
        expect(pathname).toBe(`/base${checked.path}`);
        expect(checked.path + checked.query).toBe(rawTarget);
        const whole = new URL(`http://h/base${rawTarget}`);
        expect(whole.pathname).toBe(pathname);
        expect(whole.hash).toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  test('an accepted path has no dot segment after decoding once or twice, and no slash that is not reported as ambiguous', () => {
    fc.assert(
      fc.property(targetArbitrary, (rawTarget) => {
        const checked = checkRequestPath(rawTarget);
        fc.pre(checked.ok);
        let decoded = checked.path;
        for (let times = 0; times < 2; times += 1) {
          decoded = decoded.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
            String.fromCharCode(parseInt(hex, 16)),
          );
          if (!checked.isAmbiguous) expect(decoded.split(/[/\\]/)).toHaveLength(checked.path.split('/').length);
          expect(decoded).not.toMatch(/\\|\/\//);
          expect(decoded).not.toMatch(/(^|\/)\.\.?(\/|$)/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '/',
    '/support/chat/chat/completions',
    '/support/chat/chat/completions/',
    '/support/chat/models/ft:gpt-4o:org::id',
    '/a/...',
    '/a/..b/.c/d.',
    '/a/%C3%A9%20b',
    "/a/-._~!$&'()*+,=:@",
    '/a/100%25',
  ])('accepts %p unchanged', (path) => {
    expect(checkRequestPath(path)).toEqual({ ok: true, path, query: '', isAmbiguous: false });
  });

  test.each(['?', '?x=1', '?a=../..&b=%2e%2e%2f', '?include[]=a|b&c={d}\\', '?x=1?y=//', '?q=100%', '?q=%00'])(
    'passes the query %p on unchanged',
    (query) => {
      expect(checkRequestPath(`/a/b${query}`)).toEqual({ ok: true, path: '/a/b', query, isAmbiguous: false });
    },
  );

  test.each([
    ['/a/../b', 'dot segment'],
    ['/a/..', 'dot segment'],
    ['/..', 'dot segment'],
    ['/a/./b', 'dot segment'],
    ['/a/.', 'dot segment'],
    ['/a/.%2e/b', 'dot segment'],
    ['/a/%2e./b', 'dot segment'],
    ['/a/%2E%2e/b', 'dot segment'],
    ['/a/%2e', 'dot segment'],
    ['/a/..;/b', 'dot segment'],
    ['/a/%2e%2e%3bx=1/b', 'dot segment'],
    ['/a/%252e%252e/b', 'encoded more than once'],
    ['/a/..%252fb', 'encoded more than once'],
    ['/a/%25252Fb', 'encoded more than once'],
    ['/a/%25%32%65%25%32e/b', 'encoded more than once'],
    ['/a%2F%2fb', 'empty segment'],
    ['/a/%2Fb', 'empty segment'],
    ['/a%2F../b', 'dot segment'],
    ['/a/..%2Fb', 'dot segment'],
    ['/a%5Cb', 'encoded backslash'],
    ['/a\\..\\b', 'backslash'],
    ['/a%00', 'control character'],
    ['/a%0d%0ab', 'control character'],
    ['/a%7f', 'control character'],
    ['/a%C2%85', 'control character'],
    ['/a%', 'percent sign'],
    ['/a%2', 'percent sign'],
    ['/a%zz', 'percent sign'],
    ['/a%ff', 'not UTF-8'],
    ['/a/%c0%ae%c0%ae/b', 'not UTF-8'],
    ['/a\tb', 'must be percent-encoded'],
    ['/a b', 'must be percent-encoded'],
    ['/a\u0000', 'must be percent-encoded'],
    ['/é', 'must be percent-encoded'],
    ['/a"b', 'must be percent-encoded'],
    ['/a#b', 'must be percent-encoded'],
    ['/a?b#c', 'must be percent-encoded'],
    ['/a?b\nc', 'must be percent-encoded'],
    ['/a?b c', 'must be percent-encoded'],
    ['/a?é', 'must be percent-encoded'],
    ['//a', 'empty segment'],
    ['/a//b', 'empty segment'],
    ['/a//', 'empty segment'],
    ['http://h/a', 'starts with a slash'],
    ['a/b', 'starts with a slash'],
    ['h:443', 'starts with a slash'],
    ['*', 'starts with a slash'],
    ['', 'starts with a slash'],
    ['?x', 'starts with a slash'],
    [`/${'a'.repeat(REQUEST_TARGET_LENGTH_MAX)}`, 'longer than'],
  ])('refuses %p and says why', (rawTarget, why) => {
    expect(checkRequestPath(rawTarget)).toEqual({ ok: false, problem: expect.stringContaining(why) });
  });

  test.each(['/a%2fb', '/a/b%2Fc/d', '/a;v=1/b', '/a/b%3bc', '/%2563hat', '/a/%25%36%33', '/a/b%252520c'])(
    'reports that an upstream that decodes twice or cuts off parameters may read %p differently',
    (path) => {
      expect(checkRequestPath(path)).toEqual({ ok: true, path, query: '', isAmbiguous: true });
    },
  );

  test('accepts a target of the maximum length', () => {
    expect(isSafe(`/${'a'.repeat(REQUEST_TARGET_LENGTH_MAX - 1)}`)).toBe(true);
  });
});

describe('findByBasePath', () => {
  const byBasePath = new Map([
    ['/support/chat', 'chat'],
    ['/one', 'one'],
    ['/a/b/c/d', 'deep'],
    ['/v/w/x/y/z', 'with more segments than a base path has'],
  ]);

  test.each([
    ['/support/chat/chat/completions', 'chat', '/support/chat', 'chat/completions'],
    ['/support/chat/', 'chat', '/support/chat', ''],
    ['/support/chat', 'chat', '/support/chat', ''],
    ['/one/files/1', 'one', '/one', 'files/1'],
    ['/a/b/c/d/e/f', 'deep', '/a/b/c/d', 'e/f'],
  ])('finds %p', (path, found, basePath, rest) => {
    expect(findByBasePath(byBasePath, path)).toEqual({ found, basePath, rest });
  });

  test.each([
    '/',
    '/support',
    '/support/',
    '/support/chats',
    '/supportchat',
    '/Support/chat',
    '/a/b/c',
    '/v/w/x/y/z',
    '/x/support/chat',
    '',
  ])('finds nothing under %p', (path) => {
    expect(findByBasePath(byBasePath, path)).toBeNull();
  });

  test('base path and rest make up the path again', () => {
    const segment = fc.constantFrom('a', 'b', 'c', 'd');
    const segments = fc.array(segment, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(segments, fc.array(segment, { maxLength: 5 }), (base, rest) => {
        const basePath = `/${base.join('/')}`;
        const path = `/${[...base, ...rest].join('/')}`;
        expect(findByBasePath(new Map([[basePath, 1]]), path)).toEqual({ found: 1, basePath, rest: rest.join('/') });
      }),
    );
  });
});
