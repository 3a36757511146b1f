import { SUSPENSION_DETAIL_LENGTH_MAX } from '@switchyard/contract';
import { brokenStream, failureOf, suspensionDetail, UpstreamTimeout } from './call-failure';
import { UntrustedCertificate } from './untrusted-certificate';

describe('what operators see of a failed call besides its cause', () => {
  it('is what went wrong with the connection', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
    expect([refused, new UntrustedCertificate('expired')].map((error) => suspensionDetail(failureOf(error)))).toEqual([
      'ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9',
      'expired',
    ]);
  });

  it('is one line, whatever the certificate has written in its names', () => {
    const { detail } = failureOf(new UntrustedCertificate('its names: DNS:a\r\n\u001b[31mb\u0000\n'));
    expect(detail).toBe('its names: DNS:a [31mb');
  });

  it('is nothing that a response may be quoted in, or that says no more', () => {
    const failures = [failureOf(new UpstreamTimeout('no response headers in time')), brokenStream(new Error('cut'))];
    expect(failures.map(suspensionDetail)).toEqual([null, null]);
  });

  it('is of bounded length, however many names a certificate has', () => {
    const detail = suspensionDetail(failureOf(new UntrustedCertificate('x'.repeat(10_000))));
    expect(detail).toBe(`${'x'.repeat(SUSPENSION_DETAIL_LENGTH_MAX - 1)}…`);
  });
});
