import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { gateway, serveInstead, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';

simulatedGateway();

const PAGE = 'https://app.example.com';
const allow = (...allowedOrigins: string[]) =>
  serveInstead(new GatewayUnderTest(simulator.url, undefined, { allowedOrigins }));
const url = (path = 'chat/completions') => `${gateway.url}/support/chat/${path}`;

/** Node's `fetch` sends these headers although no page is there; a browser would not let a page set them. */
const preflight = (origin: string, headers: Record<string, string> = {}) =>
  fetch(url(), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-stainless-lang',
      ...headers,
    },
  });
const call = (origin: string | null, key = gateway.liveKey) =>
  gateway.chat({ model: 'a' }, { key, headers: origin === null ? {} : { origin } });
const cors = ({ headers }: Response) => [headers.get('access-control-allow-origin'), headers.get('vary')];

describe('a preflight', () => {
  it.each([
    ['an origin that is listed', [PAGE, 'http://127.0.0.1:5173'], PAGE],
    ['any origin', ['*'], '*'],
  ])('of %s is answered without a consumer key, and without a vendor', async (_of, origins, allowed) => {
    await allow(...origins);
    const response = await preflight(PAGE);
    expect([response.status, await response.text()]).toEqual([204, '']);
    const { headers } = response;
    expect(headers.get('access-control-allow-origin')).toBe(allowed);
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type,x-stainless-lang');
    expect(headers.get('access-control-max-age')).toBe('7200');
    expect(headers.get('vary')?.includes('Origin')).toBe(allowed !== '*');
    expect(simulator.requests()).toEqual([]);
  });

  it.each(['https://app.example.com.evil.com', 'https://evil.com', 'http://app.example.com', 'null', `${PAGE}:8443`])(
    'of %s, which is not listed, allows nothing',
    async (origin) => {
      await allow(PAGE);
      const response = await preflight(origin);
      expect([response.status, cors(response)]).toEqual([401, [null, 'Origin']]);
      expect(response.headers.has('access-control-allow-headers')).toBe(false);
    },
  );

  it('is a request like any other if no origin is allowed, or if it asks nothing', async () => {
    const response = await preflight(PAGE);
    expect([response.status, cors(response)]).toEqual([401, [null, null]]);
    await allow('*');
    expect((await fetch(url(), { method: 'OPTIONS', headers: { origin: PAGE } })).status).toBe(401);
  });

  it('returns no header names that are none', async () => {
    await allow(PAGE);
    const response = await preflight(PAGE, { 'access-control-request-headers': 'a b, c;d' });
    expect([response.status, response.headers.has('access-control-allow-headers')]).toEqual([204, false]);
  });
});

describe('an answer', () => {
  it('may be read by a page of a listed origin, with the gateway’s headers, and a cache keeps it for that origin', async () => {
    await allow(PAGE);
    const response = await call(PAGE);
    expect([response.status, cors(response)]).toEqual([200, [PAGE, 'Origin']]);
    const exposed = response.headers.get('access-control-expose-headers')?.split(', ');
    const own = [...response.headers.keys()].filter((name) => /^x-(switchyard|request|upstream)/.test(name));
    expect(exposed).toEqual(expect.arrayContaining([...own, 'retry-after', 'x-upstream-request-id']));
    expect(cors(await call('https://evil.com'))).toEqual([null, 'Origin']);
    expect(cors(await call(null))).toEqual([null, 'Origin']);
  });

  it('may be read by every page if all origins are allowed', async () => {
    await allow('*');
    expect(cors(await call(PAGE))).toEqual(['*', null]);
  });

  it.each([
    ['an error of the gateway', () => call(PAGE, 'sy_live_unknown'), 401],
    [
      'a model list',
      () => fetch(url('models'), { headers: { origin: PAGE, authorization: `Bearer ${gateway.liveKey}` } }),
      200,
    ],
    ['a refused path', () => fetch(url('a%2e%2e/b%5c'), { headers: { origin: PAGE } }), 400],
  ])('is one that a page may read also if it is %s', async (_what, ask, status) => {
    await allow(PAGE);
    const response = await ask();
    expect([response.status, cors(response)]).toEqual([status, [PAGE, 'Origin']]);
  });

  it.each([[[PAGE]], [['*']], [[]]])('has no header of the vendor beside it: %j', async (origins: string[]) => {
    await allow(...origins);
    const headers = {
      'access-control-allow-origin': 'https://platform.vendor.com',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'X-Request-ID',
      vary: 'accept-encoding',
    };
    for (const status of [200, 429]) {
      simulator.setBehaviours([{ answer: { status, headers } }]);
      const response = await call(PAGE);
      const [allowed, vary] = cors(response);
      expect([response.status, allowed]).toEqual([status, origins[0] ?? null]);
      expect(vary).toBe(origins[0] === PAGE ? 'accept-encoding, Origin' : 'accept-encoding');
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });
});
