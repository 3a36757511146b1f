import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { credentialOf, makeCertificate } from '@switchyard/test-entries';
import { GatewayAlone } from '../harness/gateway-alone';
import { reservedPort } from '../harness/reserved-port';
import { RawUpstream } from '../harness/raw-upstream';

/** Long enough for a healthy target on a busy machine; the wait for a silent one. */
const requestTimeoutSeconds = 3;

let gateway: GatewayAlone;
const upstreams: RawUpstream[] = [];

beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(async () => {
  await gateway.stop();
  await Promise.all(upstreams.map((upstream) => upstream.close()));
});

/** A primary on this URL, and a fallback that answers. */
async function failover(url: string): Promise<void> {
  await gateway.configure(['a', 'b'], [], undefined, () => gateway.addEndpoint('faulty', url));
  await gateway.setPolicies({ kind: 'FAILOVER', production: ['a@faulty', 'b'], requestTimeoutSeconds });
}

async function raw(bytes: string, then?: 'end' | 'reset' | 'stay'): Promise<string> {
  const upstream = await RawUpstream.start(bytes, then);
  upstreams.push(upstream);
  return upstream.url;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

const faults: [string, () => Promise<string>, code: string][] = [
  ['a refused connection', async () => `http://127.0.0.1:${await reservedPort()}`, 'upstream_unreachable'],
  ['a name that does not resolve', async () => 'http://nowhere.invalid', 'upstream_unreachable'],
  ['a reset before any answer', () => raw('', 'reset'), 'upstream_unreachable'],
  ['an end before any answer', () => raw(''), 'upstream_unreachable'],
  ['silence', () => raw('', 'stay'), 'upstream_timeout'],
  ['headers without an end', () => raw(`${HEAD}x: y\r\n`, 'stay'), 'upstream_timeout'],
  ['headers larger than the limit', () => raw(`${HEAD}x: ${'y'.repeat(100_000)}\r\n\r\n`), 'upstream_invalid_response'],
  ['something other than HTTP', () => raw('220 mail.example ESMTP\r\n'), 'upstream_invalid_response'],
  ['headers, then the end of the connection', () => raw(`${HEAD}content-length: 10\r\n\r\n`), 'upstream_unreachable'],
  ['headers, then a reset', () => raw(`${HEAD}content-length: 10\r\n\r\n`, 'reset'), 'upstream_unreachable'],
  [
    'invalid chunking from the first byte on',
    () => raw(`${HEAD}transfer-encoding: chunked\r\n\r\nxyz\r\n`),
    'upstream_invalid_response',
  ],
];

it.each(faults)('%s of the primary fails over within the request', async (_title, make) => {
  await failover(await make());
  const { status, target, attempts } = await gateway.chat({ model: 'a' });
  expect({ status, target, attempts }).toEqual({ status: 200, target: 'production/b', attempts: 2 });
});

it.each(faults)('%s of every target is answered with its own code', async (_title, make, expected) => {
  const url = await make();
  await gateway.configure(['a', 'b'], [], undefined, () => gateway.addEndpoint('faulty', url));
  await gateway.setPolicies({ kind: 'FAILOVER', production: ['a@faulty', 'b@faulty'], requestTimeoutSeconds });
  const { status, text } = await gateway.chat({ model: 'a' });
  const { error } = JSON.parse(text) as { error: { code: string } };
  expect([status, error.code]).toEqual([expected === 'upstream_timeout' ? 504 : 502, expected]);
  expect(text).not.toContain('127.0.0.1');
});

it('an untrusted certificate fails over within the request', async () => {
  const tls = createTlsServer(makeCertificate('127.0.0.1')).on('tlsClientError', () => {});
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  await failover(`https://127.0.0.1:${(tls.address() as AddressInfo).port}`);
  expect((await gateway.chat({ model: 'a' })).target).toBe('production/b');
  tls.close();
});

it('a connection that exceeds the endpoint’s connect timeout fails over', async () => {
  // Accepts the connection but never starts TLS.
  const mute = (await raw('', 'stay')).replace('http:', 'https:');
  await gateway.configure(['a', 'b'], [], undefined, () => {
    gateway.addEndpoint('mute', mute).connectTimeoutSeconds = 1;
  });
  // The policy's own timeouts exceed that of this test, so they cannot end the attempt.
  const timeouts = { requestTimeoutSeconds: 600, totalTimeoutSeconds: 600 };
  await gateway.setPolicies({ kind: 'FAILOVER', production: ['a@mute', 'b'], ...timeouts });
  expect((await gateway.chat({ model: 'a' })).target).toBe('production/b');
});

it("a truncated answer breaks the client's connection, so the client cannot mistake it for complete", async () => {
  await failover(await raw(`${HEAD}content-length: 100\r\n\r\n{"choices":[{`));
  await expect(gateway.chat({ model: 'a' })).rejects.toThrow('terminated');
  await failover(await raw(`${HEAD}transfer-encoding: chunked\r\n\r\nd\r\n{"choices":[{\r\n`));
  await expect(gateway.chat({ model: 'a' })).rejects.toThrow('terminated');
  // Without content the client has seen nothing yet.
  await failover(await raw(`${HEAD}content-length: 100\r\n\r\n{"id":`));
  expect((await gateway.chat({ model: 'a' })).target).toBe('production/b');
});

it('an answer larger than its content-length reaches the client only up to that length', async () => {
  await failover(await raw(`${HEAD}content-length: 4\r\n\r\n"ok"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n"evil"`));
  const { status, text } = await gateway.chat({ model: 'a' });
  expect([status, text]).toEqual([200, '"ok"']);
  expect((await gateway.chat({ model: 'b' })).text).not.toContain('evil');
});

it('the same holds for the sandbox', async () => {
  await gateway.configure(
    ['a', 'b', 'c'],
    [{ kind: 'FAILOVER', production: ['a', 'b'], sandbox: ['a', 'c'], suspendDurationSeconds: 60 }],
  );
  gateway.simulator.setBehaviours([{ match: { model: 'a', key: credentialOf('sandbox') }, answer: { status: 500 } }]);
  expect(await gateway.rotation(2, 'a', gateway.testKey)).toEqual(['c 200', 'c 200']);
  expect(await gateway.rotation(1, 'a')).toEqual(['a 200']);
});

it('several failover policies work side by side, each for its own primary', async () => {
  await gateway.configure(
    ['a', 'b', 'c', 'd'],
    [
      { kind: 'FAILOVER', production: ['a', 'c'] },
      { kind: 'FAILOVER', production: ['b', 'd'] },
    ],
  );
  gateway.simulator.setBehaviours([
    { match: { model: 'a' }, answer: { status: 429 } },
    { match: { model: 'b' }, answer: { status: 429 } },
  ]);
  const seen = [
    ...(await gateway.rotation(1, 'a')),
    ...(await gateway.rotation(1, 'b')),
    ...(await gateway.rotation(1, 'c')),
  ];
  expect(seen).toEqual(['c 200', 'd 200', 'c 200']);
});
