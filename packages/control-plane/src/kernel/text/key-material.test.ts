import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { makeCertificate } from '@switchyard/test-entries';
import { canHaveKey, hasPrivateKey } from './key-material';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const KEYS: readonly (readonly [string, KeyObject])[] = [
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey],
  ['EC', ec],
  ['Ed25519', generateKeyPairSync('ed25519').privateKey],
];
const encrypted = { cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
const pem = (key: KeyObject, more: object = {}) => key.export({ type: 'pkcs8', format: 'pem', ...more }).toString();
const withoutFrame = (text: string) => text.replaceAll(/^-----.*\n/gm, '');

describe('a private key', () => {
  it.each(KEYS)('is known by what begins it: %s', (_kind, key) => {
    expect([pem(key), pem(key, encrypted)].map(hasPrivateKey)).toEqual([true, true]);
    expect(hasPrivateKey(JSON.stringify(key.export({ format: 'jwk' }), null, 1))).toBe(true);
    const written = execFileSync('openssl', ['pkey', '-text', '-noout'], { input: pem(key) }).toString();
    expect(hasPrivateKey(written)).toBe(true);
  });

  it('is known in the older forms of OpenSSL too', () => {
    expect(hasPrivateKey(ec.export({ type: 'sec1', format: 'pem' }).toString())).toBe(true);
  });

  it.each(KEYS)('is suspected in base64 alone, however its lines are broken: %s', (_kind, key) => {
    for (const text of [withoutFrame(pem(key)), withoutFrame(pem(key, encrypted))]) {
      const joined = text.replaceAll('\n', '');
      const lines = (length: number) => joined.replaceAll(new RegExp(`.{${length}}`, 'g'), '$&\n');
      const forms = [text, joined, lines(76), lines(20), lines(16), text.replaceAll('\n', ' '), `# ${joined}`];
      expect(forms.map(canHaveKey)).toEqual(forms.map(() => true));
    }
  });

  it('is suspected in hex', () => {
    expect(canHaveKey(`key ${'0a'.repeat(32)}`)).toBe(true);
  });
});

it('what people and openssl write around a certificate is not suspected', () => {
  const { cert } = makeCertificate('Private CA', { isCa: true });
  const described = execFileSync(
    'openssl',
    ['x509', '-text', '-noout', '-serial', '-fingerprint', '-sha256', '-subject', '-issuer', '-email', '-dates'],
    { input: cert },
  ).toString();
  const texts = [
    described,
    'Bag Attributes\n    friendlyName: Example-Corporation-Private-Root-Authority\n    localKeyID: 54 69 6D 65\n',
    'GlobalSign Root CA\n==================\n',
    'URI:http://crl3.digicert.com/DigiCertTLSHybridECCSHA3842020CA1-1.crl',
    '# from /usr/local/share/ca-certificates\n# 2f8e1c0a-1111-4222-8333-444455556666\n',
    'serial=0CE7E0E517D846FE8FE560FC1BF03039\nSHA1 da39a3ee5e6b4b0d3255bfef95601890afd80709\n',
    'Private Key Infrastructure',
  ];
  expect(texts.filter((text) => hasPrivateKey(text) || canHaveKey(text))).toEqual([]);
});
