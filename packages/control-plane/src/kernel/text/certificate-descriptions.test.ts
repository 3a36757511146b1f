import { X509Certificate } from 'node:crypto';
import { makeCertificate, withUnreadableExpiry } from '@switchyard/test-entries';
import { dayOf, describeCertificates, describeInLine, quotedName } from './certificate-descriptions';

const ca = makeCertificate('One CA', { isCa: true });
const { validFromDate: validFrom, validToDate: validUntil } = new X509Certificate(ca.cert);

describe('stored certificates are described', () => {
  it('in their order, and none where there is none', () => {
    const nameless = makeCertificate('', { isCa: true });
    expect(describeCertificates(nameless.cert + ca.cert)).toEqual([
      expect.objectContaining({ sha256: nameless.sha256, subject: '(no subject)', issuer: '(no issuer)' }),
      { sha256: ca.sha256, subject: 'CN=One CA', issuer: 'CN=One CA', validFrom, validUntil },
    ]);
    expect(describeCertificates(null)).toEqual([]);
  });

  it('in one line', () => {
    expect(describeCertificates(ca.cert).map(describeInLine)).toEqual([
      `CN=One CA, valid until ${validUntil.toISOString().slice(0, 10)}, SHA-256 ${ca.sha256}`,
    ]);
  });

  it('even if they cannot be read', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const lines = describeCertificates(withUnreadableExpiry(ca).cert + broken).map(describeInLine);
    expect(lines).toEqual([
      expect.stringMatching(/^CN=One CA, valid until \?, SHA-256 /),
      expect.stringMatching(/^\(unreadable\), valid until \?, SHA-256 /),
    ]);
    expect(dayOf(new Date(Number.NaN))).toBe('?');
  });

  it('from memory the second time', () => {
    const pem = makeCertificate('Another CA', { isCa: true }).cert;
    expect(describeCertificates(pem)).toBe(describeCertificates(`${pem}`));
  });
});

it('shortens a long name in a message', () => {
  expect(quotedName('A'.repeat(100))).toBe(`"${'A'.repeat(100)}"`);
  expect(quotedName('A'.repeat(101))).toBe(`"${'A'.repeat(99)}…"`);
});
