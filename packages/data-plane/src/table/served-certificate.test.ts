import { X509Certificate } from 'node:crypto';
import { InProcessKeyValueStore, type ProviderEntry } from '@switchyard/contract';
import { makeCertificate, TableWriter } from '@switchyard/test-entries';
import { CaTrusts } from '../upstream/ca-trust';
import type { RoutingTable } from './routing-table';
import { certificate, deletionOf, endpoint, idOf, provider, tableKey } from './routing-table.suite';
import { serveCertificate, type ServedCertificate, trustOf, UnreadableCertificate } from './served-certificate';
import { applied, closeFollowers, follow } from './table-follower.suite';

const [ca, otherCa] = [makeCertificate('One CA', { isCa: true }), makeCertificate('Another CA', { isCa: true })];
const served = ({ sha256, cert: pem }: typeof ca) => serveCertificate({ sha256, pem });
const tableOf = (...certificates: ServedCertificate[]) => new Map(certificates.map((each) => [each.sha256, each]));

describe('a certificate’s entry', () => {
  it('is read if it is the certificate that its key names', () => {
    expect(served(ca).fault).toBeNull();
    expect(served({ ...ca, cert: otherCa.cert }).fault).toBe('is another certificate');
  });

  it('makes nothing trusted but that certificate, whatever follows it', () => {
    expect(served({ ...ca, cert: ca.cert + otherCa.cert })).toEqual({ sha256: ca.sha256, pem: ca.cert, fault: null });
  });

  it.each(['', 'no PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is a fault, and no error, if it is %j',
    (pem) => expect(serveCertificate({ sha256: ca.sha256, pem }).fault).toBe('is not an X.509 certificate in PEM'),
  );
});

describe('what certificates make trusted', () => {
  it('is one object for the same certificates in the same order, and another for others', () => {
    const trusts = new CaTrusts();
    const table = tableOf(served(ca), served(otherCa));
    const both = trustOf(trusts, table, [ca.sha256, otherCa.sha256]);
    expect(both).not.toBeInstanceOf(UnreadableCertificate);
    expect(trustOf(trusts, table, [ca.sha256, otherCa.sha256, ca.sha256])).toBe(both);
    expect(trustOf(trusts, table, [otherCa.sha256, ca.sha256])).not.toBe(both);
    expect(trustOf(trusts, table, [ca.sha256])).not.toBe(both);
    expect(trusts.size).toBe(3);
  });

  it('is nothing if one of them is missing or cannot be read, and the error names it', () => {
    const table = tableOf(served(ca), served({ ...otherCa, cert: ca.cert }));
    const absent = new X509Certificate(makeCertificate('Absent', { isCa: true }).cert).fingerprint256;
    expect(trustOf(new CaTrusts(), table, [ca.sha256, absent])).toEqual(
      new UnreadableCertificate(`the CA certificate ${absent} is not in the routing table`),
    );
    expect(trustOf(new CaTrusts(), table, [ca.sha256, otherCa.sha256])).toEqual(
      new UnreadableCertificate(`the CA certificate ${otherCa.sha256} is another certificate`),
    );
  });
});

describe('in the routing table', () => {
  let writer: TableWriter;
  let table: RoutingTable;

  beforeEach(() => {
    const store = new InProcessKeyValueStore();
    writer = new TableWriter(store, tableKey);
    ({ table } = follow(store));
  });
  afterEach(closeFollowers);

  const trusting = (...sha256s: string[]) => endpoint('private', { caCertificates: sha256s });
  const providerWith = (...endpoints: ProviderEntry['endpoints']) => provider('provider', { endpoints });
  const publish = async (...entries: ReturnType<typeof provider>[]) => {
    await writer.publish(Object.assign({}, ...entries) as ReturnType<typeof provider>);
    await applied(writer, table);
  };
  const trustedAt = (name: string) => {
    const { endpoints } = table.provider(idOf('provider'))!;
    return [...endpoints.values()].find((each) => each.endpoint.name === name)?.caTrust?.key;
  };
  const faults = () => table.endpointFaults().map(({ endpointId, reason }) => [endpointId, reason]);

  it('a provider is compiled with the certificates of its own revision, in whatever order they come', async () => {
    await publish(providerWith(trusting(ca.sha256)), certificate(ca));
    expect([trustedAt('private'), faults()]).toEqual([ca.sha256, []]);
    await publish(certificate(otherCa), providerWith(trusting(otherCa.sha256)), deletionOf(certificate(ca)));
    expect([trustedAt('private'), faults()]).toEqual([otherCa.sha256, []]);
    expect(table.certificate(ca.sha256)).toBeUndefined();
  });

  it('a bad one takes its own endpoints out of rotation, and refuses no revision', async () => {
    const bad = { ...ca, cert: 'not a certificate' };
    await publish(certificate(bad), providerWith(trusting(ca.sha256), endpoint('public')));
    expect([trustedAt('private'), trustedAt('public')]).toEqual([undefined, undefined]);
    expect(faults()).toEqual([[idOf('private'), `the CA certificate ${ca.sha256} is not an X.509 certificate in PEM`]]);
    const { routable, endpoints } = table.provider(idOf('provider'))!;
    expect([...routable.unusableEndpoints]).toEqual([[idOf('private'), 'CERTIFICATE_UNREADABLE']]);
    expect([...endpoints.keys()].map(({ name }) => name)).toEqual(['public']);
  });

  it('an endpoint returns when its certificate does, and leaves when that is gone, although its provider stays the same', async () => {
    await publish(providerWith(trusting(ca.sha256)));
    const missing = [[idOf('private'), `the CA certificate ${ca.sha256} is not in the routing table`]];
    expect(faults()).toEqual(missing);
    await publish(certificate(ca));
    expect([trustedAt('private'), faults()]).toEqual([ca.sha256, []]);
    await publish(deletionOf(certificate(ca)));
    expect(faults()).toEqual(missing);
  });

  it('an endpoint without TLS ignores its certificates', async () => {
    await publish(providerWith({ ...trusting(ca.sha256), url: 'http://private.example/v1' }));
    expect(faults()).toEqual([]);
  });

  it('a provider that changes keeps the trust of its endpoints, so that their connections stay', async () => {
    await publish(certificate(ca), providerWith(trusting(ca.sha256)));
    const [before] = table.endpoints();
    await publish(providerWith(trusting(ca.sha256), endpoint('new')));
    const [after] = table.endpoints();
    expect(after).not.toBe(before);
    expect(after?.caTrust).toBe(before?.caTrust);
  });
});
