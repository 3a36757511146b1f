import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { makeCertificate } from '@switchyard/test-entries';
import { hasBarePrivateKey, hasPrivateKey, keyMaterialIn } from './key-material';

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

  it.each(KEYS)('is known in base64 alone, however its lines are broken: %s', (_kind, key) => {
    for (const text of [withoutFrame(pem(key)), withoutFrame(pem(key, encrypted))]) {
      const joined = text.replaceAll('\n', '');
      const lines = (length: number) => joined.replaceAll(new RegExp(`.{${length}}`, 'g'), '$&\n');
      const forms = [
        ...[text, joined, lines(76), lines(20), lines(16), lines(4)],
        ...[text.replaceAll('\n', ' '), text.replaceAll(/^/gm, '    '), lines(16).replaceAll('\n', ' \r\n\t ')],
        ...[`# ${joined}`, `key=${joined}`, `"${joined}"`, `MAIN MAP ${joined}`, joined.replaceAll('+', '-')],
      ];
      expect(forms.map(hasBarePrivateKey)).toEqual(forms.map(() => true));
    }
  });

  it.each(KEYS)('is known in hex, and in PEM that was encoded in base64 once more: %s', (_kind, key) => {
    const hex = key.export({ type: 'pkcs8', format: 'der' }).toString('hex');
    const base64 = Buffer.from(pem(key)).toString('base64');
    const forms = [
      ...[hex, `key: ${hex.toUpperCase()}`, hex.replaceAll(/../g, '$&:'), hex.replaceAll(/.{32}/g, '$&\n')],
      ...[base64, base64.replaceAll(/.{16}/g, '$&\n'), Buffer.from(pem(key, encrypted)).toString('base64')],
    ];
    expect(forms.map(hasBarePrivateKey)).toEqual(forms.map(() => true));
  });

  it('is known without a label in its older forms, and within PKCS #12', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
    const pkcs12 = execFileSync('openssl', ['pkcs12', '-export', '-nocerts', '-passout', 'pass:secret'], {
      input: pem(rsa),
    });
    const ders = [
      ec.export({ type: 'sec1', format: 'der' }),
      rsa.export({ type: 'pkcs1', format: 'der' }),
      pkcs12,
      Buffer.from('openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none'),
    ];
    expect(ders.map((der) => hasBarePrivateKey(der.toString('base64')))).toEqual(ders.map(() => true));
  });
});

it('lines of base64 look like key material, although the first of them are missing', () => {
  const lines = withoutFrame(pem(KEYS[0]![1])).split('\n').slice(3);
  expect(hasBarePrivateKey(lines.join('\n'))).toBe(false);
  expect([lines.join('\n'), lines.join(''), lines.join('\n  ')].map(keyMaterialIn)).not.toContain(null);
});

it('what people and openssl write around a certificate is not suspected', () => {
  const { cert } = makeCertificate('Private CA', { isCa: true });
  const described = execFileSync(
    'openssl',
    [
      'x509',
      '-text',
      '-noout',
      '-modulus',
      '-serial',
      '-fingerprint',
      '-sha256',
      '-subject',
      '-issuer',
      '-email',
      '-dates',
    ],
    { input: cert },
  ).toString();
  const { fingerprint256, fingerprint512 } = new X509Certificate(cert);
  const pin = createHash('sha256').update(cert);
  const hex = pin.copy().digest('hex');
  const texts = [
    described,
    'Bag Attributes\n    friendlyName: Example-Corporation-Private-Root-Authority\n    localKeyID: 54 69 6D 65\n',
    'GlobalSign Root CA\n==================\n',
    'URI:http://crl3.digicert.com/DigiCertTLSHybridECCSHA3842020CA1-1.crl',
    '# from /usr/local/share/ca-certificates\n# 2f8e1c0a-1111-4222-8333-444455556666\n',
    'serial=0CE7E0E517D846FE8FE560FC1BF03039\nSHA1 da39a3ee5e6b4b0d3255bfef95601890afd80709\n',
    'Private Key Infrastructure',
    'Private-Key: kept in the HSM\npriv: internal\n{"d": "2026-01-01", "k": "root"}',
    `SHA-256 ${hex}\nSHA-256 ${hex.toUpperCase()}\nissuer ${fingerprint256}\n${fingerprint512}\n`,
    `${fingerprint512.replaceAll(':', '')}\npin-sha256="${pin.digest('base64')}"\n`,
    '/opt/company/certificates/production/europe-west4/ClusterIssuers/InternalServices/Version2/rootCA.pem',
    '/opt/company/certificates/production/rootCA.pem\n'.repeat(10),
    'pki.example.com/Certificates/Internal/Production/RootCertificationAuthorityG2/RootCertificationAuthorityG2.crt',
    'ExampleCorporationInternalRootCertificationAuthorityForProductionAndStagingServicesInEurope2026'.repeat(2),
    'ExampleCorporationRootCertificationAuthorityG2\n'.repeat(6),
    'InternalServices\nProductionCluster\nRootAuthority2026\nIssuingAuthorityG2\n',
    'MAINTAINER MAPPING MARKETING MANAGEMENT MACHINE MANUFACTURING MEMBERSHIP\n',
  ];
  const isSuspected = (text: string) => hasPrivateKey(text) || hasBarePrivateKey(text) || keyMaterialIn(text) !== null;
  expect(texts.filter(isSuspected)).toEqual([]);
});

it('the whole output of `openssl s_client -showcerts -tls1_2` is not suspected', () => {
  const dump = (line: number) =>
    `    ${(line * 16).toString(16).padStart(4, '0')} - ea 21 6d 98 04 d8 e6 84-82 42 7d 9e 01 fb d4 93   .!m......B}.....\n`;
  const text = [
    "Can't use SSL_get_servername\ndepth=0 CN = localhost\nverify error:num=18:self-signed certificate\nCONNECTED(00000003)\n---\n",
    'Certificate chain\n 0 s:CN = localhost\n   i:CN = localhost\n   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256\n',
    'New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384\nSSL-Session:\n',
    '    Session-ID: 8F875CA14A73D6FF6720925112A7190D241A11929C073B319D1104273B3551E7\n    Session-ID-ctx: \n',
    `    Master-Key: ${'146F0033429380CE'.repeat(6)}\n    PSK identity: None\n    TLS session ticket:\n`,
    ...Array.from({ length: 11 }, (_, line) => dump(line)),
    '\n    Start Time: 1796040153\n    Verify return code: 18 (self-signed certificate)\n---\nDONE\n',
  ].join('');
  expect([hasPrivateKey(text), hasBarePrivateKey(text), keyMaterialIn(text)]).toEqual([false, false, null]);
});
