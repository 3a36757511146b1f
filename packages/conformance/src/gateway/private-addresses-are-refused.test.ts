import { until } from '@switchyard/runtime';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start({ SWITCHYARD_PRIVATE_ENDPOINTS: 'deny' })));
afterAll(() => gateway.stop());

it('if the settings deny private endpoints, one in the routing table is not connected to', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b@by-name'] }], undefined, () => {
    gateway.addEndpoint('by-name', gateway.simulator.url.replace('127.0.0.1', 'localhost'));
  });
  const { status, attempts, text } = await gateway.chat({ model: 'a' });
  expect([status, attempts, (JSON.parse(text) as { error: { code: string } }).error.code]).toEqual([
    502,
    2,
    'upstream_unreachable',
  ]);
  expect(gateway.simulator.requests()).toEqual([]);
  await until(
    () =>
      ['127.0.0.1 resolves to the private address 127.0.0.1', 'localhost resolves to the private address'].every(
        (reason) => gateway.program.output.includes(reason),
      ),
    'the log says why',
  );
});
