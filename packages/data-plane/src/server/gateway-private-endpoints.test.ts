import { startSimulator, type Simulator } from '@switchyard/simulator';
import { publicConnector } from '../upstream/public-connector';
import type { ConnectTerms } from '../upstream/upstream-way';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';

let simulator: Simulator;
let gateway: GatewayUnderTest;
/** What the vendor's name resolves to. On this machine 127.0.0.1 stands in for a public address. */
let address: string;

beforeEach(async () => {
  simulator = await startSimulator();
  const connectorFor = (terms: ConnectTerms) =>
    publicConnector({
      ...terms,
      onRefused: () => {},
      resolve: (_hostname, _options, callback) => callback(null, [{ address, family: 4 }]),
      isRefused: (candidate) => candidate === '127.0.0.2',
    });
  const url = new URL(simulator.url);
  url.hostname = 'vendor.example';
  gateway = await new GatewayUnderTest(url.origin, ['a', 'b'], { connectorFor }).listen();
  gateway.addEndpoint('spare', `${simulator.url}/v1`);
});
afterEach(async () => {
  await gateway.close();
  await simulator.close();
});

it('an endpoint that resolves to a private address fails over like an unreachable one, and is suspended', async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b@spare'], suspendDurationSeconds: 60 });
  address = '127.0.0.2';
  const first = await gateway.chat({ model: 'a' });
  expect([first.status, first.headers.get('x-switchyard-target')]).toEqual([200, 'spare/b']);
  address = '127.0.0.1';
  const second = await gateway.chat({ model: 'a' });
  expect([second.status, second.headers.get('x-switchyard-attempts')]).toEqual([200, '1']);
});

it('without another target it gets 502 without the address, which is only logged', async () => {
  address = '127.0.0.2';
  const response = await gateway.chat({ model: 'a' });
  expect(response.status).toBe(502);
  const text = await response.text();
  expect(text).toContain('upstream_unreachable');
  expect(text).not.toMatch(/127\.0\.0|vendor\.example/);
  expect(simulator.requests()).toEqual([]);
  expect(gateway.log.join()).toContain(
    'vendor.example resolves to the private address 127.0.0.2, which SWITCHYARD_PRIVATE_ENDPOINTS=deny forbids',
  );
});
