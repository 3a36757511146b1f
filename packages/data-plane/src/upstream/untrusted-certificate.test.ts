import { SUSPENSION_DETAIL_LENGTH_MAX } from '@switchyard/contract';
import { explainedTlsError, UntrustedCertificate } from './untrusted-certificate';

const failed = (code: string, message = 'the reason of OpenSSL') => Object.assign(new Error(message), { code });

describe('an error of TLS that did not accept a certificate', () => {
  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    'advises on the CA certificates if none of them issued it: %s',
    (code) => {
      const error = failed(code);
      expect(explainedTlsError(error, true)).toEqual(
        new UntrustedCertificate(
          `${code}: the reason of OpenSSL; the endpoint's caCertificate did not issue the vendor's certificate, and public CAs do not count beside it`,
        ),
      );
      expect(explainedTlsError(error, false).message).toMatch(/; no public CA issued .* set it as the endpoint's/);
      expect(explainedTlsError(error, false).cause).toBe(error);
    },
  );

  it.each(['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'also speaks of an omitted intermediate certificate if the chain is open: %s',
    (code) => {
      const omitted =
        '; or the server omits an intermediate certificate: have it send its whole chain, or add that CA to caCertificate';
      for (const [hasOwnCa, advice] of [
        [true, "; the endpoint's caCertificate did not issue"],
        [false, '; no public CA issued'],
      ] as const) {
        const { message } = explainedTlsError(failed(code), hasOwnCa);
        expect(message).toContain(advice);
        expect(message.endsWith(omitted)).toBe(true);
        expect(message.length).toBeLessThan(SUSPENSION_DETAIL_LENGTH_MAX - 50);
      }
    },
  );

  it('advises on the order of CA certificates if the one that was tried has another key', () => {
    const error = failed('CERT_SIGNATURE_FAILURE');
    expect(explainedTlsError(error, true).message).toMatch(/; if .* several CAs of one name, begin with the one that/);
    expect(explainedTlsError(error, false).message).toBe('CERT_SIGNATURE_FAILURE: the reason of OpenSSL');
  });

  it.each(['INVALID_CA', 'PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'UNSPECIFIED'])(
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

  it.each([
    ['DNS:a.example, DNS:b.example', 'DNS:a.example, DNS:b.example', 'a.example'],
    [undefined, 'CN:a.example', 'a.example'],
    [undefined, 'CN:a.example, CN:b.example', ['a.example', 'b.example']],
    [undefined, 'none', undefined],
  ])('says what to do about another host first, and then what it is for, once: %s', (subjectaltname, names, CN) => {
    const { message } = explainedTlsError(
      Object.assign(
        failed('ERR_TLS_CERT_ALTNAME_INVALID', `Host: llm.example. is not in the cert's altnames: ${names}`),
        {
          host: 'llm.example',
          cert: { subject: { CN }, subjectaltname },
        },
      ),
      true,
    );
    expect(message).toBe(
      "ERR_TLS_CERT_ALTNAME_INVALID: the certificate is not for llm.example, the host in the endpoint's URL: use one of its names in the URL, or have the server present a certificate for this host; its names: " +
        names,
    );
    expect(message.indexOf('; its names')).toBeLessThan(SUSPENSION_DETAIL_LENGTH_MAX - 100);
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
