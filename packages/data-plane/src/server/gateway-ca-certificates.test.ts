import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { LocalHttpProxy } from '@switchyard/local-services';
import { makeCertificate, type TestCertificate } from '@switchyard/test-entries';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { Proxies } from '../upstream/proxies';
import { publicConnector } from '../upstream/public-connector';
import type { ConnectTerms } from '../upstream/upstream-way';
import { readProxy } from '../upstream/proxy-server';

const HOST = '127.0.0.1';
const [oldCa, newCa] = [makeCertificate('Old CA', { isCa: true }), makeCertificate('New CA', { isCa: true })];

/** A vendor with TLS, which counts the connections that were made to it. */
class TlsVendor {
  connectionCount = 0;
  readonly #server: Server;
  #release = () => {};
  /** Resolves when a request has come whose answer waits for `release`. */
  held: Promise<void> = Promise.resolve();

  private constructor({ cert, key }: TestCertificate, chain: string) {
    this.#server = createServer({ cert: cert + chain, key }, (request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.write('{"choices": [');
      if (request.headers['x-hold'] === undefined) response.end(']}');
      else {
        this.#release = () => response.end(']}');
        this.#onHeld();
      }
    });
    this.#server.on('secureConnection', () => (this.connectionCount += 1));
  }

  #onHeld = () => {};

  static async start(certificate: TestCertificate, chain = ''): Promise<TlsVendor> {
    const vendor = new TlsVendor(certificate, chain);
    await new Promise<void>((resolve) => vendor.#server.listen(0, HOST, resolve));
    return vendor;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `https://${HOST}:${this.port}/v1`;
  }

  /** The next request with `x-hold` is answered in part until `release`. */
  expectHeld(): void {
    this.held = new Promise((resolve) => (this.#onHeld = resolve));
  }

  release(): void {
    this.#release();
  }

  /** Presents another certificate to new connections. */
  present({ cert, key }: TestCertificate): void {
    this.#server.setSecureContext({ cert, key });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let vendor: TlsVendor;
let gateway: GatewayUnderTest;
/** Ends what a test started besides these two, also if the test fails. */
const closing: (() => Promise<unknown>)[] = [];
const endpointNamed = (name: string) => gateway.provider.endpoints.find((endpoint) => endpoint.name === name)!;

beforeEach(async () => {
  vendor = await TlsVendor.start(makeCertificate(HOST, { issuer: oldCa }));
  gateway = await new GatewayUnderTest(vendor.url, ['a', 'b']).listen();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await gateway.close();
  await vendor.stop();
});

const status = async (headers: Record<string, string> = {}) => (await gateway.chat({ model: 'a' }, { headers })).status;
/** Why the attempts failed, as the log says it. */
const failures = () =>
  gateway.log
    .flatMap((line) => (JSON.parse(line) as { attempts?: { outcome: string; detail: string | null }[] }).attempts ?? [])
    .map(({ outcome, detail }) => [outcome, detail]);

it('the vendor is verified with the endpoint’s CA certificates, of which one suffices', async () => {
  gateway.trust(endpointNamed('production'), newCa, oldCa);
  expect([await status(), await status(), vendor.connectionCount]).toEqual([200, 200, 1]);
});

describe('a vendor that is not trusted is not called, and the log says what to do', () => {
  it.each([
    [
      'by the public CA certificates',
      [],
      /^UNABLE_TO_VERIFY_LEAF_SIGNATURE: [^;]*; no public CA issued .* set it as the endpoint's caCertificate; or .* omits/,
    ],
    [
      'by the CA certificate of the endpoint',
      [newCa],
      /^UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [^;]*; the endpoint's caCertificate did not issue .*; or .* omits/,
    ],
  ])('%s', async (_title, certificates, message) => {
    gateway.trust(endpointNamed('production'), ...certificates);
    expect(await status()).toBe(502);
    expect(failures()).toEqual([['CERTIFICATE_UNTRUSTED', expect.stringMatching(message)]]);
  });

  it('for its host, although its CA is trusted', async () => {
    vendor.present(makeCertificate('another.example', { issuer: oldCa }));
    gateway.trust(endpointNamed('production'), oldCa);
    expect(await status()).toBe(502);
    expect(failures()).toEqual([['CERTIFICATE_UNTRUSTED', expect.stringContaining('the certificate is not for')]]);
  });

  it('any longer, because it has expired', async () => {
    vendor.present(makeCertificate(HOST, { issuer: oldCa, days: 0 }));
    gateway.trust(endpointNamed('production'), oldCa);
    expect(await status()).toBe(502);
    expect(failures()).toEqual([['CERTIFICATE_UNTRUSTED', expect.stringMatching(/^CERT_HAS_EXPIRED: .*vendor's/)]]);
  });
});

it('a server that omits its intermediate certificate is not trusted by its root, and the log says what is missing', async () => {
  const intermediate = makeCertificate('Intermediate CA', { isCa: true, issuer: oldCa });
  const leaf = makeCertificate(HOST, { issuer: intermediate });
  gateway.trust(endpointNamed('production'), oldCa);
  vendor.present(leaf);
  expect(await status()).toBe(502);
  expect(failures()).toEqual([
    [
      'CERTIFICATE_UNTRUSTED',
      expect.stringContaining('or the server omits an intermediate certificate: have it send its whole chain'),
    ],
  ]);
  vendor.present({ ...leaf, cert: leaf.cert + intermediate.cert });
  expect(await status()).toBe(200);
});

it('a consumer reads that the certificate is not trusted, and nothing of it', async () => {
  vendor.present(makeCertificate('vendor.internal', { issuer: oldCa }));
  gateway.trust(endpointNamed('production'), oldCa);
  const response = await gateway.chat({ model: 'a' });
  const text = await response.text();
  expect(response.status).toBe(502);
  expect(JSON.parse(text)).toMatchObject({
    error: {
      code: 'upstream_unreachable',
      message:
        "The gateway does not trust the provider's TLS certificate: ask the operator of this AI API to check it.",
    },
  });
  for (const internal of ['vendor.internal', HOST, 'caCertificate', 'Old CA']) expect(text).not.toContain(internal);
});

describe('an untrusted vendor is suspended, and operators see exactly why:', () => {
  it.each<[string, () => TestCertificate, readonly TestCertificate[], RegExp]>([
    ['it signed itself', () => makeCertificate(HOST), [], /^DEPTH_ZERO_SELF_SIGNED_CERT: .*; no public CA issued/],
    ['its CA is unknown', () => makeCertificate(HOST, { issuer: oldCa }), [newCa], /caCertificate did not issue/],
    ['it has expired', () => makeCertificate(HOST, { issuer: oldCa, days: 0 }), [oldCa], /^CERT_HAS_EXPIRED: /],
    [
      'it is for another host',
      () => makeCertificate('other.example', { issuer: oldCa }),
      [oldCa],
      /^ERR_TLS_CERT_ALTNAME_INVALID: the certificate is not for 127\.0\.0\.1, .* its names: DNS:other\.example$/,
    ],
  ])('%s', async (_title, certificate, trusted, detail) => {
    vendor.present(certificate());
    gateway.trust(endpointNamed('production'), ...trusted);
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
    expect(await status()).toBe(502);
    const suspended = [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions.values()]);
    expect(suspended).toMatchObject([{ cause: 'CERTIFICATE_UNTRUSTED', status: null }]);
    expect(suspended[0]?.detail).toMatch(detail);
  });
});

describe('an untrusted vendor that is not suspended is in the log at the level `warn`, although another answers:', () => {
  const warnings = () =>
    gateway.log
      .map((line) => JSON.parse(line) as { level: number; msg: string })
      .filter(({ level, msg }) => level === 40 && msg !== 'request failed');

  it('its policy never suspends', async () => {
    const trusted = await TlsVendor.start(makeCertificate(HOST, { issuer: newCa }));
    closing.push(() => trusted.stop());
    gateway.trust(gateway.addEndpoint('spare', trusted.url), newCa);
    gateway.trust(endpointNamed('production'), newCa);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b@spare'], suspendDurationSeconds: 0 });
    expect(await status()).toBe(200);
    expect(warnings()).toEqual([
      expect.objectContaining({
        msg: 'certificate not trusted, target not suspended',
        aiApi: gateway.entry.name,
        provider: gateway.provider.name,
        target: 'production/a',
        cause: 'CERTIFICATE_UNTRUSTED',
        detail: expect.stringMatching(/^UNABLE_TO_GET_ISSUER_CERT_LOCALLY: /),
      }),
    ]);
  });

  it('it has no policy', async () => {
    gateway.trust(endpointNamed('production'), newCa);
    expect(await status()).toBe(502);
    expect(warnings()).toMatchObject([
      { msg: 'certificate not trusted, target not suspended', target: 'production/a' },
    ]);
  });

  it('but once is enough for one that is', async () => {
    gateway.trust(endpointNamed('production'), newCa);
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
    expect(await status()).toBe(502);
    expect(warnings()).toEqual([]);
  });
});

describe('an old CA certificate and its successor of the same name are trusted in either order,', () => {
  const [old, next] = [makeCertificate('One CA', { isCa: true }), makeCertificate('One CA', { isCa: true })];
  const orders = [
    [old, next],
    [next, old],
  ];

  it.each(orders)('with another key', async (...trusted) => {
    for (const issuer of [old, next]) {
      const server = await TlsVendor.start(makeCertificate(HOST, { issuer }));
      closing.push(() => server.stop());
      gateway.moveEndpoints(server.url);
      gateway.trust(endpointNamed('production'), ...trusted);
      expect(await status()).toBe(200);
    }
  });

  const expired = makeCertificate('One CA', { isCa: true, days: 0 });
  const renewed = makeCertificate('One CA', { isCa: true, keyOf: expired });
  it.each([
    [expired, renewed],
    [renewed, expired],
  ])('with the same key, although the old one has expired', async (...trusted) => {
    vendor.present(makeCertificate(HOST, { issuer: renewed }));
    gateway.trust(endpointNamed('production'), ...trusted);
    expect(await status()).toBe(200);
  });
});

it('of two CA certificates of one name without key identifiers, the first must be the issuer, and the log says so', async () => {
  const [one, other] = ['One CA', 'One CA'].map((name) =>
    makeCertificate(name, { isCa: true, hasKeyIdentifiers: false }),
  ) as [TestCertificate, TestCertificate];
  vendor.present(makeCertificate(HOST, { issuer: one, hasKeyIdentifiers: false }));
  gateway.trust(endpointNamed('production'), other, one);
  expect(await status()).toBe(502);
  expect(failures()).toEqual([
    ['CERTIFICATE_UNTRUSTED', expect.stringContaining('begin with the one that issued the vendor')],
  ]);
  gateway.trust(endpointNamed('production'), one, other);
  expect(await status()).toBe(200);
});

it('an untrusted vendor is suspended, and called again when its endpoint gets the right CA certificate', async () => {
  const vendorOfOther = await TlsVendor.start(makeCertificate(HOST, { issuer: newCa }));
  closing.push(() => vendorOfOther.stop());
  const spare = gateway.addEndpoint('spare', vendorOfOther.url);
  gateway.trust(spare, newCa);
  gateway.trust(endpointNamed('production'), newCa);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b@spare'], suspendDurationSeconds: 60 });
  const targets = async () => {
    const { headers } = await gateway.chat({ model: 'a' });
    return [headers.get('x-switchyard-target'), headers.get('x-switchyard-attempts')];
  };
  expect([await targets(), await targets()]).toEqual([
    ['spare/b', '2'],
    ['spare/b', '1'],
  ]);
  gateway.trust(endpointNamed('production'), oldCa);
  expect(await targets()).toEqual(['production/a', '1']);
});

it('a rotated CA certificate takes effect for the next request, and cuts none in flight', async () => {
  const production = endpointNamed('production');
  gateway.trust(production, oldCa);
  vendor.expectHeld();
  const inFlight = gateway.chat({ model: 'a' }, { headers: { 'x-hold': '1' } });
  await vendor.held;
  gateway.trust(production, newCa);
  expect(await status()).toBe(502);
  vendor.present(makeCertificate(HOST, { issuer: newCa }));
  expect([await status(), vendor.connectionCount]).toEqual([200, 2]);
  vendor.release();
  const response = await inFlight;
  expect([response.status, await response.json()]).toEqual([200, { choices: [] }]);
});

it('endpoints of one origin share connections only if they trust the same', async () => {
  const same = gateway.addEndpoint('same', vendor.url);
  const none = gateway.addEndpoint('none', vendor.url);
  gateway.trust(endpointNamed('production'), oldCa);
  gateway.trust(same, oldCa);
  gateway.trust(none, newCa);
  const at = async (target: string) => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: [target], suspendDurationSeconds: 0 });
    return status();
  };
  expect([await at('a'), await at('a@same'), vendor.connectionCount]).toEqual([200, 200, 1]);
  // A connection, or a TLS session, of the others would let it through.
  expect([await at('a@none'), vendor.connectionCount]).toEqual([502, 1]);
  expect([await at('a'), vendor.connectionCount]).toEqual([200, 1]);
});

it('an intermediate CA certificate suffices without its root', async () => {
  const intermediate = makeCertificate('Intermediate CA', { isCa: true, issuer: oldCa });
  vendor.present(makeCertificate(HOST, { issuer: intermediate }));
  gateway.trust(endpointNamed('production'), intermediate);
  expect(await status()).toBe(200);
});

it('the certificate of a server that signed itself suffices', async () => {
  const selfSigned = makeCertificate(HOST);
  vendor.present(selfSigned);
  gateway.trust(endpointNamed('production'), selfSigned);
  expect(await status()).toBe(200);
});

it('a vendor at a checked address is verified with them as well', async () => {
  const connectorFor = (terms: ConnectTerms) =>
    publicConnector({ ...terms, onRefused: () => {}, isRefused: () => false });
  const checked = await new GatewayUnderTest(vendor.url, ['a'], { connectorFor }).listen();
  closing.push(() => checked.close());
  const [endpoint] = checked.provider.endpoints;
  checked.trust(endpoint!, oldCa);
  expect((await checked.chat({ model: 'a' })).status).toBe(200);
  checked.trust(endpoint!, newCa);
  expect((await checked.chat({ model: 'a' })).status).toBe(502);
});

it('a vendor behind a proxy is verified with them as well', async () => {
  const proxy = await LocalHttpProxy.start(vendor.port);
  const proxies = new Proxies({ https: readProxy(proxy.url())! });
  const behind = await new GatewayUnderTest('https://vendor.test/v1', ['a'], { proxies }).listen();
  closing.push(
    () => behind.close(),
    () => proxy.stop(),
  );
  vendor.present(makeCertificate('vendor.test', { issuer: oldCa }));
  const [endpoint] = behind.provider.endpoints;
  behind.trust(endpoint!, oldCa);
  expect((await behind.chat({ model: 'a' })).status).toBe(200);
  behind.trust(endpoint!, newCa);
  expect((await behind.chat({ model: 'a' })).status).toBe(502);
  expect(behind.log.join('')).toContain("the endpoint's caCertificate did not issue");
});
