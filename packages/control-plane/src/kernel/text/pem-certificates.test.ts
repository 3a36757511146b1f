import { makeCertificate, withUnreadableExpiry } from '@switchyard/test-entries';
import { PemError, pemOf, readPem, sha256sIn, writePem } from './pem-certificates';

const [root, other] = [
  makeCertificate('One CA', { isCa: true }),
  makeCertificate('Other CA', { isCa: true, days: 10 }),
];

const withoutFrame = (pem: string) => pem.replaceAll(/^-----.*\n/gm, '');

/** Of the CPU, for each text; far less than quadratic time takes. */
const TIME_MAX_MS = 1_000;

describe('certificates in PEM', () => {
  it('are read in their order, each once, whatever stands around them and however their lines are broken', () => {
    const oneLine = root.cert.replaceAll(/(?<=[A-Za-z0-9+/=])\r?\n(?=[A-Za-z0-9+/=])/g, '');
    const text = `subject=CN = Other CA\r\n${other.cert.replaceAll('\n', '\r\n')}# ours\n${oneLine}\n${other.cert}`;
    const read = readPem(text);
    expect(read.map(({ sha256 }) => sha256)).toEqual([other.sha256, root.sha256]);
    expect(writePem(read)).toBe(other.cert + root.cert);
    expect(writePem(readPem(writePem(read)))).toBe(writePem(read));
  });

  it('are found by the fingerprint that other tools show', () => {
    const pem = writePem(readPem(root.cert + other.cert));
    expect(sha256sIn(pem)).toEqual([root.sha256, other.sha256]);
    expect(pemOf(pem, other.sha256)).toBe(other.cert);
    expect(pemOf(pem, 'a'.repeat(64))).toBeUndefined();
    expect(sha256sIn(null)).toEqual([]);
  });

  it('may have names and remarks that speak of private keys', () => {
    const infrastructure = makeCertificate('Private Key Infrastructure', { isCa: true });
    const text = `X509v3 Private Key Usage Period:\nsubject=CN = Private Key Infrastructure\n${infrastructure.cert}`;
    expect(writePem(readPem(text))).toBe(infrastructure.cert);
  });

  it("may have fingerprints in any case, paths, and the issuer's fingerprint beside them", () => {
    const text = `# ${root.sha256.toUpperCase()} in /opt/company/certificates/production/rootCA.pem\n# issuer ${other.sha256}\n`;
    expect(writePem(readPem(text + root.cert))).toBe(root.cert);
  });

  it('are refused with another beside them that has lost its frame', () => {
    expect(() => readPem(root.cert + withoutFrame(other.cert))).toThrow(
      /^has text outside of the PEM blocks that is a certificate without its PEM frame: put the lines/,
    );
  });

  it('are refused with lines of base64 beside them, without an alarm', () => {
    const lines = other.cert.split('\n').slice(2, -2).join('\n');
    const read = () => readPem(`${root.cert}${lines}\n`);
    expect(read).toThrow(new PemError('has text outside of the PEM blocks that looks like key material: remove it'));
    expect(read).toThrow(expect.objectContaining({ isPrivateKey: false }));
  });
});

describe('what is not certificates in PEM is refused without being quoted', () => {
  const block = (label: string, content: string) => `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;

  it.each<[string, string, RegExp]>([
    ['nothing', '', /^must be the text of one or more certificates in PEM/],
    ['a text', 'my certificate', /^must be the text of one or more certificates in PEM/],
    ['base64 without PEM', Buffer.from('certificate').toString('base64'), /^must be the text of one or more/],
    ['an empty block', block('CERTIFICATE', ''), /^has a block that is not an X.509 certificate: the 1st one/],
    ['a block of something else', root.cert + block('CERTIFICATE', 'AAAA'), /not an X.509 certificate: the 2nd one/],
    ['a block without an end', `${root.cert}${root.cert.slice(0, 200)}`, /a PEM block that is not a whole certificate/],
    ['a request', root.cert + block('CERTIFICATE REQUEST', 'AAAA'), /^has a certificate request: give the CA's/],
    ['parameters', root.cert + block('EC PARAMETERS', 'AAAA'), /that is not a whole certificate/],
    ['a certificate without a readable expiry', withUnreadableExpiry(root).cert, /dates cannot be read: the 1st one/],
    ['a private key', root.cert + root.key, /^contains a private key: give certificates only. It was not stored/],
    ['a private key of another kind', root.key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'), /^contains a private key/],
    ['a private key of OpenSSH', block('OPENSSH PRIVATE KEY', 'AAAA'), /^contains a private key/],
    ['a private key of one kind', block('EC PRIVATE KEY', 'AAAA'), /^contains a private key/],
    ['a private key of PGP', block('PGP PRIVATE KEY BLOCK', 'AAAA'), /^contains a private key/],
    ['a private key of SSH2', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----', /^contains a private key/],
    ['a private key without its frame', root.cert + withoutFrame(root.key), /^contains a private key/],
    ['a private key without its frame, alone', withoutFrame(root.key), /^contains a private key: .* may have it$/],
    ['a private key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519', /^contains a private key/],
  ])('%s', (_title, text, message) => {
    let error: unknown;
    try {
      readPem(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PemError);
    expect((error as PemError).message).toMatch(message);
    for (const line of text.split('\n').filter((each) => each.length > 20 && !each.includes('-----'))) {
      expect((error as PemError).message).not.toContain(line);
    }
  });

  it('in a time that grows with its length alone', () => {
    for (const filler of [
      ' ',
      '\n',
      '\n ',
      'A',
      '-',
      '-----BEGIN ',
      'a://',
      'aaaaaaaaaaaa\n',
      'MA ',
      'MA                    ',
      '30 ',
      `${'A1b2'.repeat(10)} `,
      '"d" : "',
      'priv:\n',
      '-----BEGIN CERTIFICATE-----',
    ]) {
      const long = filler.repeat(500_000 / filler.length);
      for (const text of [`-----BEGIN CERTIFICATE-----${long}`, long, `${long}!`]) {
        const start = process.cpuUsage();
        expect(() => readPem(text)).toThrow(PemError);
        expect(process.cpuUsage(start).user / 1_000).toBeLessThan(TIME_MAX_MS);
      }
    }
  });
});
