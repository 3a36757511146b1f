import { geminiProfile } from '@switchyard/contract';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const roundRobin = { kind: 'ROUND_ROBIN' as const, production: ['b'] };
const post = (path: string, body: object = {}) => gateway.send(path, { method: 'POST', body: JSON.stringify(body) });
const received = () => gateway.simulator.requests().map(({ path, model }) => `${path} ${model ?? '-'}`);

it('an unrouted operation goes to the default endpoint unchanged by default', async () => {
  await gateway.configure(['a', 'b'], [roundRobin]);
  expect((await post('files')).status).toBe(200);
  expect(received()).toEqual(['/v1/files -']);
});

it('an unrouted operation is refused if the AI API says so, while routed ones are served', async () => {
  await gateway.configure(['a', 'b'], [roundRobin], undefined, (aiApi) => {
    aiApi.unroutedOperations = 'REFUSE';
  });
  for (const path of ['files', 'batches', 'unknown/path']) {
    const response = await post(path);
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'operation_not_allowed' } }]);
  }
  expect(received()).toEqual([]);
  expect(await gateway.chat({ model: 'a' })).toMatchObject({ status: 200, target: 'production/b' });
});

it('an operation that creates something in one account bypasses the policy, and needs a model of the provider', async () => {
  await gateway.configure(['a', 'b'], [roundRobin], geminiProfile, () => {
    gateway.moveEndpoints(gateway.simulator.url);
  });
  const job = 'v1beta/models/a:batchGenerateContent';
  const response = await post(job);
  expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([200, 'production/a']);
  expect(gateway.simulator.requests().map(({ path }) => path)).toEqual([`/${job}`]);
  expect((await post('v1beta/models/dear:batchGenerateContent')).status).toBe(404);
  expect((await post('v1beta/interactions', { model: 'dear', input: 'hello' })).status).toBe(404);
  expect(gateway.simulator.requests()).toHaveLength(1);
});
