import { consumerKeyHash, presentedKey, withoutKeyParameter } from './consumer-key';

describe('presentedKey', () => {
  it.each([
    ['authorization', { authorization: 'Bearer sy_live_1' }, ''],
    ['authorization, whatever its case', { authorization: 'bEaReR sy_live_1' }, ''],
    ['x-api-key', { 'x-api-key': 'sy_live_1' }, ''],
    ['api-key', { 'api-key': 'sy_live_1' }, ''],
    ['x-goog-api-key', { 'x-goog-api-key': 'sy_live_1' }, ''],
    ['the query parameter key', {}, '?alt=sse&key=sy_live_1'],
    ['the query parameter key, its name percent-encoded', {}, '?%6bey=sy_live_1'],
  ])('takes the key from %s', (_place, headers, query) => {
    expect(presentedKey(headers, query)).toBe('sy_live_1');
  });

  it('takes one key that stands in two places, as some SDKs send it', () => {
    expect(presentedKey({ authorization: 'Bearer a', 'api-key': 'a' }, '?key=a')).toBe('a');
  });

  it('refuses two keys that differ, in whichever places they stand', () => {
    expect(presentedKey({ authorization: 'Bearer a', 'api-key': 'b' }, '')).toBeNull();
    expect(presentedKey({ 'x-api-key': 'a' }, '?key=b')).toBeNull();
    expect(presentedKey({}, '?key=a&key=b')).toBeNull();
  });

  it('finds none in another scheme, an empty header or no header at all', () => {
    expect(presentedKey({ authorization: 'Basic YTpi' }, '')).toBeNull();
    expect(presentedKey({ 'x-api-key': '' }, '')).toBeNull();
    expect(presentedKey({}, '')).toBeNull();
  });
});

describe('withoutKeyParameter', () => {
  it.each([
    ['', ''],
    ['?a=1', '?a=1'],
    ['?key=x', ''],
    ['?a=1&key=x&b=%2F', '?a=1&b=%2F'],
    ['?a=1&k%65y=x', '?a=1'],
    ['?monkey=x&keys=y', '?monkey=x&keys=y'],
  ])('turns %j into %j', (query, expected) => {
    expect(withoutKeyParameter(query)).toBe(expected);
  });
});

it('a key is looked up by its SHA-256 in lower-case hex', () => {
  expect(consumerKeyHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
