import { LocalHttpProxy } from '@switchyard/local-services';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { publicHostCheck, type Resolve } from '../upstream/public-connector';
import { Proxies } from '../upstream/proxies';
import { readProxy } from '../upstream/proxy-server';
import type { UpstreamWayOptions } from '../upstream/upstream-way';

const CREDENTIALS = 'operator:pass%2Dword';
const AUTHORIZATION = `Basic ${Buffer.from('operator:pass-word').toString('base64')}`;
/** This name exists nowhere (RFC 2606), so only a proxy can reach it. */
const PLAIN_VENDOR = 'http://vendor.test';
const TLS_VENDOR = 'https://vendor.test';

let simulator: Simulator;
let proxy: LocalHttpProxy;
let gateway: GatewayUnderTest | null = null;
let isProxyUp: boolean;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  simulator.clearRequests();
  proxy = await LocalHttpProxy.start(Number(new URL(simulator.url).port));
  isProxyUp = true;
});
afterEach(async () => {
  await gateway?.close();
  gateway = null;
  if (isProxyUp) await proxy.stop();
});

/** A gateway whose first target is behind the proxy, and whose second one is not. */
async function start(
  vendorUrl: string,
  options: UpstreamWayOptions = {},
  noProxy = '127.0.0.1',
): Promise<GatewayUnderTest> {
  const server = readProxy(proxy.url(CREDENTIALS))!;
  const proxies = new Proxies({ http: server, https: server }, noProxy);
  gateway = await new GatewayUnderTest(vendorUrl, ['a', 'b'], { proxies, ...options }).listen();
  gateway.addEndpoint('direct', `${simulator.url}/v1`);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b@direct'], suspendDurationSeconds: 60 });
  return gateway;
}

interface Attempt {
  target: string;
  outcome: string;
  detail: string | null;
}
const attempts = () => gateway!.log.flatMap((line) => (JSON.parse(line) as { attempts?: Attempt[] }).attempts ?? []);

describe('a vendor without TLS behind a proxy', () => {
  it('gets the request that the proxy sends on, with the whole URL, and with the credentials for the proxy alone', async () => {
    const { status, headers } = await (await start(PLAIN_VENDOR)).chat({ model: 'a' });
    expect([status, headers.get('x-switchyard-target')]).toEqual([200, 'production/a']);
    expect(proxy.requests).toEqual([
      {
        method: 'POST',
        target: `${PLAIN_VENDOR}/v1/chat/completions`,
        authorization: AUTHORIZATION,
        host: 'vendor.test',
      },
    ]);
    const [request] = simulator.requests();
    expect(request?.rawHeaders.map((text) => text.toLowerCase())).not.toContain('proxy-authorization');
  });

  it('that NO_PROXY names is reached directly', async () => {
    const { status } = await (await start(`${simulator.url}/v1`)).chat({ model: 'a' });
    expect([status, proxy.requests]).toEqual([200, []]);
  });
});

describe('a proxy that fails is not the fault of the vendor', () => {
  /** The first target fails at the proxy, the second one answers. @returns the first one's attempts */
  async function failsTwice(): Promise<Attempt[]> {
    for (let times = 0; times < 2; times += 1) {
      const response = await gateway!.chat({ model: 'a' });
      expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([200, 'direct/b']);
    }
    return attempts().filter(({ target }) => target === 'production/a');
  }

  it.each([
    [PLAIN_VENDOR, 407, /a proxy on the way to the vendor rejects its credentials \(407\)/],
    [TLS_VENDOR, 407, /the proxy http:\/\/127\.0\.0\.1:\d+ rejects its credentials \(407\)/],
    [TLS_VENDOR, 403, /the proxy http:\/\/127\.0\.0\.1:\d+ refuses to connect to the vendor \(403\)/],
  ])('%s, %i: its target is not suspended, and the log says what is wrong', async (vendor, status, detail) => {
    await start(vendor);
    proxy.refusal = status;
    const failed = await failsTwice();
    expect(failed).toHaveLength(2);
    for (const attempt of failed) {
      expect(attempt).toMatchObject({ outcome: 'PROXY_FAILED', detail: expect.stringMatching(detail) });
    }
  });

  it.each([PLAIN_VENDOR, TLS_VENDOR])('%s, away: the same', async (vendor) => {
    await start(vendor);
    await proxy.stop();
    isProxyUp = false;
    const failed = await failsTwice();
    expect(failed).toHaveLength(2);
    for (const attempt of failed) {
      expect(attempt).toMatchObject({
        outcome: 'PROXY_FAILED',
        detail: expect.stringMatching(/^cannot reach the proxy http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED/),
      });
    }
  });

  it('without another target the consumer gets 502, and nothing about the proxy', async () => {
    const started = await start(TLS_VENDOR);
    started.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] });
    proxy.refusal = 407;
    const response = await started.chat({ model: 'a' });
    const text = await response.text();
    expect([response.status, text.includes('upstream_unreachable'), /proxy|127\.0\.0\.1/.test(text)]).toEqual([
      502,
      true,
      false,
    ]);
  });

  it('no log line quotes its credentials', async () => {
    const started = await start(TLS_VENDOR);
    proxy.refusal = 407;
    await started.chat({ model: 'a' });
    expect(started.log.join()).toContain('PROXY_FAILED');
    expect(started.log.join()).not.toMatch(/pass.{0,3}word|operator/);
    expect(started.log.join()).not.toContain(AUTHORIZATION.slice('Basic '.length));
  });
});

describe('a vendor that a proxy cannot connect to', () => {
  it.each([
    [503, /could not connect to the vendor \(503\)/],
    [0, /did not connect to the vendor in time/],
  ])('is unreachable, and its target suspended (%i)', async (refusal, detail) => {
    const started = await start(TLS_VENDOR);
    started.provider.endpoints[0]!.connectTimeoutSeconds = 1;
    started.serve();
    proxy.refusal = refusal;
    await started.chat({ model: 'a' });
    await started.chat({ model: 'a' });
    const failed = attempts().filter(({ target }) => target === 'production/a');
    expect(failed).toEqual([
      expect.objectContaining({ outcome: 'UNREACHABLE', detail: expect.stringMatching(detail) }),
    ]);
  });
});

describe('where private addresses are denied', () => {
  const refused: string[] = [];
  beforeEach(() => void refused.splice(0));
  const denying = (resolve: Resolve): UpstreamWayOptions => ({
    checkHost: publicHostCheck({ onRefused: ({ address }) => void refused.push(address), resolve }),
  });
  const noSuchName: Resolve = (_name, _options, callback) => callback(new Error('ENOTFOUND'), []);

  it.each(['http://10.1.2.3', 'https://10.1.2.3', 'https://[fd00::1]'])(
    '%s is refused before a proxy hears of it',
    async (url) => {
      await (await start(url, denying(noSuchName))).chat({ model: 'a' });
      expect([refused, proxy.requests]).toEqual([[new URL(url).hostname.replace(/[[\]]/g, '')], []]);
    },
  );

  it.each([PLAIN_VENDOR, TLS_VENDOR])('so is %s, if this machine resolves it to a private address', async (url) => {
    const toPrivate: Resolve = (_name, _options, callback) => callback(null, [{ address: '10.1.2.3', family: 4 }]);
    await (await start(url, denying(toPrivate))).chat({ model: 'a' });
    expect([refused, proxy.requests]).toEqual([['10.1.2.3'], []]);
  });

  it('a name that only the proxy can resolve is left to it', async () => {
    const { status } = await (await start(PLAIN_VENDOR, denying(noSuchName))).chat({ model: 'a' });
    expect([status, proxy.requests.length, refused]).toEqual([200, 1, []]);
  });
});
