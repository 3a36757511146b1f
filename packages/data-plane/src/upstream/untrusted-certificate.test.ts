import { explainedTlsError, UntrustedCertificate } from './untrusted-certificate';

const failed = (code: string, message = 'the reason of OpenSSL') => Object.assign(new Error(message), { code });

describe('an error of TLS that did not accept a certificate', () => {
  it.each([
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
  ])('advises on the CA certificates if none of them issued it: %s', (code) => {
    const error = failed(code);
    expect(explainedTlsError(error, true)).toEqual(
      new UntrustedCertificate(
        `${code}: the reason of OpenSSL; the endpoint's caCertificate did not issue the vendor's certificate, and public CAs do not count beside it`,
      ),
    );
    expect(explainedTlsError(error, false).message).toMatch(/; no public CA issued .* set it as the endpoint's/);
    expect(explainedTlsError(error, false).cause).toBe(error);
  });

  it.each(['CERT_SIGNATURE_FAILURE', 'INVALID_CA', 'PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'UNSPECIFIED'])(
    'has the reason alone if it is another one: %s',
    (code) => {
      for (const hasOwnCa of [true, false]) {
        expect(explainedTlsError(failed(code), hasOwnCa)).toEqual(
          new UntrustedCertificate(`${code}: the reason of OpenSSL`),
        );
      }
    },
  );

  it('says whose validity it may be', () => {
    expect(explainedTlsError(failed('CERT_NOT_YET_VALID'), true).message).toMatch(
      /; it is the vendor's certificate, or /,
    );
  });

  it('omits what concerns the command line of Node', () => {
    const message = 'unable to get local issuer certificate; if the root CA is installed locally, try --use-system-ca';
    expect(explainedTlsError(failed('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', message), false).message).not.toContain(
      '--use',
    );
  });
});

it('leaves other errors as they are', () => {
  const error = failed('ECONNREFUSED');
  expect(explainedTlsError(error, true)).toBe(error);
});
