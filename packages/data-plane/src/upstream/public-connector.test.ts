import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { type PrivateAddressRefused, publicConnector, type Resolve } from './public-connector';

/** On this machine 127.0.0.1 stands in for a public address, and 127.0.0.2 for a private one. */
const PRIVATE = '127.0.0.2';

let server: Server;
let connections: number;
let refused: PrivateAddressRefused[];
let pools: Pool[];

beforeEach(async () => {
  [connections, refused, pools] = [0, [], []];
  server = createServer((_request, response) => void response.setHeader('connection', 'close').end('hello'));
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.destroy()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A resolver that returns these answers in order. */
function answers(...lists: string[][]): Resolve {
  return (_hostname, _options, callback) => {
    const addresses = lists.shift() ?? [];
    process.nextTick(
      callback,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

function poolOf(host: string, options: { resolve?: Resolve; isRefused?: (address: string) => boolean } = {}): Pool {
  const connect = publicConnector({
    connectTimeoutMs: 2_000,
    onRefused: (refusal) => void refused.push(refusal),
    ...options,
  });
  const pool = new Pool(`http://${host}:${(server.address() as AddressInfo).port}`, { connect });
  pools.push(pool);
  return pool;
}

async function textFrom(pool: Pool): Promise<string> {
  const { body } = await pool.request({ path: '/', method: 'GET' });
  return body.text();
}

const isRefused = (address: string) => address === PRIVATE;

it('refuses a name that resolves to a private address on a later connection', async () => {
  const pool = poolOf('vendor.example', { resolve: answers(['127.0.0.1'], ['127.0.0.1'], [PRIVATE]), isRefused });
  expect([await textFrom(pool), await textFrom(pool)]).toEqual(['hello', 'hello']);
  await expect(textFrom(pool)).rejects.toThrow(
    'vendor.example resolves to the private address 127.0.0.2, which SWITCHYARD_PRIVATE_ENDPOINTS=deny forbids',
  );
  expect(connections).toBe(2);
  expect(refused).toMatchObject([{ host: 'vendor.example', address: PRIVATE }]);
});

it('connects again as soon as the name resolves to a public address again', async () => {
  const pool = poolOf('vendor.example', { resolve: answers([PRIVATE], ['127.0.0.1']), isRefused });
  await expect(textFrom(pool)).rejects.toThrow('private address');
  expect(await textFrom(pool)).toBe('hello');
});

it.each([
  ['last', ['8.8.8.8', '127.0.0.1']],
  ['first', ['127.0.0.1', '8.8.8.8']],
  ['among those of IPv6', ['2001:4860:4860::8888', '::1']],
  ['as IPv6 that carries IPv4', ['::ffff:127.0.0.1']],
])('refuses a name with several addresses of which one is private, %s', async (_where, addresses) => {
  await expect(textFrom(poolOf('vendor.example', { resolve: answers(addresses) }))).rejects.toThrow('private address');
  expect(connections).toBe(0);
});

it('tries the other addresses of a name if one does not answer', async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect(await textFrom(poolOf('vendor.example', { resolve: answers(['127.0.0.3', '127.0.0.1']), isRefused }))).toBe(
    'hello',
  );
});

it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1', '169.254.169.254', 'localhost'])(
  'refuses %s, with the system resolver',
  async (host) => {
    await expect(textFrom(poolOf(host))).rejects.toThrow('resolves to the private address');
    expect(connections).toBe(0);
    expect(refused).toHaveLength(1);
  },
);

it('reports that a name could not be resolved, or has no address', async () => {
  const failing: Resolve = (hostname, _options, callback) =>
    callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), []);
  await expect(textFrom(poolOf('nowhere.example', { resolve: failing }))).rejects.toThrow('ENOTFOUND nowhere.example');
  await expect(textFrom(poolOf('empty.example', { resolve: answers([]) }))).rejects.toThrow('has no address');
  expect(refused).toEqual([]);
});
