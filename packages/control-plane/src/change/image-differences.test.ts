import { makeCertificate, withUnreadableExpiry } from '@switchyard/test-entries';
import { imageDifferences } from './image-differences';

const endpointWith = (caCertificate: string | null) => ({ name: 'private', caCertificate });
const ca = makeCertificate('Private CA', { isCa: true });

describe('the differences of an endpoint', () => {
  it('show certificates by name, expiry and SHA-256', () => {
    const [difference, ...more] = imageDifferences('ENDPOINT', endpointWith(null), endpointWith(ca.cert));
    expect(more).toEqual([]);
    expect(difference).toEqual({
      path: 'caCertificate.0',
      before: null,
      after: expect.stringMatching(new RegExp(`^CN=Private CA, valid until [\\d-]{10}, SHA-256 ${ca.sha256}$`)),
    });
  });

  it('name others if only they changed', () => {
    const [before, after] = [endpointWith(ca.cert), { ...endpointWith(ca.cert), name: 'new' }];
    expect(imageDifferences('ENDPOINT', before, after)).toEqual([{ path: 'name', before: 'private', after: 'new' }]);
  });

  it.each<[string, string, RegExp]>([
    ['without a subject', makeCertificate('', { isCa: true }).cert, /^\(no subject\), valid until [\d-]{10}, SHA-256/],
    ['with an unreadable expiry', withUnreadableExpiry(ca).cert, /^CN=Private CA, valid until \?, SHA-256 /],
    [
      'that cannot be read',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      /^\(unreadable\), valid until \?, SHA-256 [0-9a-f]{64}$/,
    ],
  ])('describe a certificate %s', (_title, pem, description) => {
    const described = expect.stringMatching(description);
    expect(imageDifferences('ENDPOINT', undefined, endpointWith(pem))).toContainEqual(
      expect.objectContaining({ path: 'caCertificate.0', after: described }),
    );
    expect(imageDifferences('ENDPOINT', endpointWith(pem), undefined)).toContainEqual(
      expect.objectContaining({ path: 'caCertificate.0', before: described }),
    );
    expect(imageDifferences('ENDPOINT', endpointWith(pem), endpointWith(pem))).toEqual([]);
  });
});
