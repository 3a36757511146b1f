import { randomBytes } from 'node:crypto';
import { type SealedPlace, SealedCredentialError, SealingKey } from './sealed-credential';

const newKey = () => new SealingKey(randomBytes(32).toString('base64'));
const key = newKey();
const CREDENTIAL = { apiKey: 'sk-0123456789abcd' };
const PLACE: SealedPlace = { endpointId: '01890000-0000-7000-8000-000000000001', url: 'https://api.example/v1' };
const envelope = key.seal(CREDENTIAL, PLACE);

it.each([
  ['the same URL', PLACE.url],
  ['another path', 'https://api.example/v2/deployments'],
  ['no path', 'https://api.example'],
  ['the default port', 'https://api.example:443/v1'],
  ['other case', 'HTTPS://API.Example/v1'],
])('opens at the same origin: %s', (_, url) => {
  expect(key.open(envelope, { ...PLACE, url })).toEqual(CREDENTIAL);
});

it.each([
  ['host', 'https://evil.example/v1'],
  ['subdomain', 'https://eu.api.example/v1'],
  ['port', 'https://api.example:8443/v1'],
  ['scheme', 'http://api.example/v1'],
  ['user information that looks like the host', 'https://api.example@evil.example/v1'],
])('does not open at another %s', (_, url) => {
  expect(() => key.open(envelope, { ...PLACE, url })).toThrow(SealedCredentialError);
});

it('does not open for another endpoint, with another sealing key, or if it is damaged', () => {
  const endpointId = '01890000-0000-7000-8000-000000000002';
  expect(() => key.open(envelope, { ...PLACE, endpointId })).toThrow(/belongs to another endpoint or another origin/);
  expect(() => newKey().open(envelope, PLACE)).toThrow(/sealed with sealing key/);
  const [format, keyId, nonce, sealed = ''] = envelope.split('.');
  const flipped = `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`;
  for (const damaged of ['', 'v1', `v2.${keyId}.${nonce}.${sealed}`, `${format}.${keyId}.${nonce}`]) {
    expect(() => key.open(damaged, PLACE)).toThrow(SealedCredentialError);
  }
  expect(() => key.open([format, keyId, nonce, flipped].join('.'), PLACE)).toThrow(SealedCredentialError);
});

it('keeps id and origin apart', () => {
  const sealed = key.seal(CREDENTIAL, { endpointId: 'a","https://b.example', url: 'https://c.example' });
  expect(() => key.open(sealed, { endpointId: 'a', url: 'https://b.example' })).toThrow(SealedCredentialError);
});

it.each(['api.example/v1', 'data:text/plain,v1', ''])('neither seals nor opens for the URL %j', (url) => {
  expect(() => key.seal(CREDENTIAL, { ...PLACE, url })).toThrow(/Invalid URL|has no origin/);
  expect(() => key.open(envelope, { ...PLACE, url })).toThrow(/Invalid URL|has no origin/);
});

it('recognises the same credential of an endpoint, and nothing else, by its fingerprint', () => {
  const fingerprint = key.fingerprint(CREDENTIAL, PLACE.endpointId);
  expect(key.fingerprint({ ...CREDENTIAL }, PLACE.endpointId)).toBe(fingerprint);
  expect(key.fingerprint({ apiKey: 'sk-another' }, PLACE.endpointId)).not.toBe(fingerprint);
  expect(key.fingerprint(CREDENTIAL, 'another')).not.toBe(fingerprint);
  expect(newKey().fingerprint(CREDENTIAL, PLACE.endpointId)).not.toBe(fingerprint);
});

it('tells a changed administrator token by its mark, which differs by sealing key', () => {
  const mark = key.administratorMark('a password');
  expect(key.administratorMark('a password')).toBe(mark);
  expect(key.administratorMark('another password')).not.toBe(mark);
  const other = new SealingKey(Buffer.alloc(32, 7).toString('base64'));
  expect(other.administratorMark('a password')).not.toBe(mark);
});
