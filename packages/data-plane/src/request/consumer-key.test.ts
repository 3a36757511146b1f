import { customProfile, geminiProfile, openaiProfile } from '@switchyard/contract';
import { consumerKeyHash, keyPlaceOf, presentedKey, withoutParameters } from './consumer-key';

describe('presentedKey', () => {
  it.each([
    ['authorization', { authorization: 'Bearer sy_live_1' }, ''],
    ['authorization, whatever its case', { authorization: 'bEaReR sy_live_1' }, ''],
    ['x-api-key', { 'x-api-key': 'sy_live_1' }, ''],
    ['api-key', { 'api-key': 'sy_live_1' }, ''],
    ['x-goog-api-key', { 'x-goog-api-key': 'sy_live_1' }, ''],
    ['the query parameter key', {}, '?alt=sse&key=sy_live_1'],
    ['the query parameter key, its name percent-encoded', {}, '?%6bey=sy_live_1'],
  ])('reads the key from %s', (_place, headers, query) => {
    expect(presentedKey(headers, query)).toBe('sy_live_1');
  });

  it('accepts one key in two places, as some SDKs send it', () => {
    expect(presentedKey({ authorization: 'Bearer a', 'api-key': 'a' }, '?key=a')).toBe('a');
  });

  it('refuses two different keys, wherever they are', () => {
    expect(presentedKey({ authorization: 'Bearer a', 'api-key': 'b' }, '')).toBeNull();
    expect(presentedKey({ 'x-api-key': 'a' }, '?key=b')).toBeNull();
    expect(presentedKey({}, '?key=a&key=b')).toBeNull();
  });

  it('also reads the key from the place in a custom profile', () => {
    const header = { kind: 'HEADER', name: 'x-token', prefix: 'token ' } as const;
    expect(presentedKey({ 'x-token': 'Token sy_live_1' }, '', header)).toBe('sy_live_1');
    expect(presentedKey({ 'x-token': 'sy_live_1' }, '', header)).toBeNull();
    expect(presentedKey({ 'x-token': 'Token a', authorization: 'Bearer b' }, '', header)).toBeNull();
    const parameter = { kind: 'QUERY_PARAMETER', name: 'appid', prefix: '' } as const;
    expect(presentedKey({}, '?appid=sy_live_1', parameter)).toBe('sy_live_1');
    expect(presentedKey({}, '?appid=sy_live_1')).toBeNull();
  });

  it('finds no key in another scheme, an empty header or no header at all', () => {
    expect(presentedKey({ authorization: 'Basic YTpi' }, '')).toBeNull();
    expect(presentedKey({ 'x-api-key': '' }, '')).toBeNull();
    expect(presentedKey({}, '')).toBeNull();
  });
});

describe('keyPlaceOf', () => {
  it('adds no place for vendors that use one of the five', () => {
    for (const profile of [openaiProfile, geminiProfile, customProfile]) expect(keyPlaceOf(profile)).toBeNull();
    expect(keyPlaceOf({ ...customProfile, credentialPlace: 'QUERY_PARAMETER', credentialName: 'key' })).toBeNull();
  });

  it("adds a profile's own place", () => {
    const own = { ...customProfile, credentialPlace: 'HEADER' as const, credentialName: 'authorization' };
    expect(keyPlaceOf({ ...own, credentialPrefix: 'Token ' })).toEqual({
      kind: 'HEADER',
      name: 'authorization',
      prefix: 'token ',
    });
    expect(keyPlaceOf({ ...own, credentialPlace: 'QUERY_PARAMETER', credentialName: 'appid' })).toMatchObject({
      kind: 'QUERY_PARAMETER',
      name: 'appid',
    });
  });
});

describe('withoutParameters', () => {
  it.each([
    ['', ''],
    ['?a=1', '?a=1'],
    ['?key=x', ''],
    ['?a=1&key=x&b=%2F', '?a=1&b=%2F'],
    ['?a=1&k%65y=x', '?a=1'],
    ['?monkey=x&keys=y', '?monkey=x&keys=y'],
  ])('turns %j into %j', (query, expected) => {
    expect(withoutParameters(query, new Set(['key']))).toBe(expected);
  });
});

it('looks a key up by its SHA-256 in lower-case hex', () => {
  expect(consumerKeyHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
