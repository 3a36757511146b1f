import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const ID = '019d6a3e-3f0a-7d21-8c47-51c2a9e4b7d0';
let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

const result = (outcome: string, more: object = {}) => ({
  outcome,
  passed: outcome === 'ACCEPTED',
  message: 'What it means.',
  status: 200,
  durationMs: 41.6,
  detail: null,
  ...more,
});
function answering(test: object): void {
  controlPlane.answer({
    ObjectsOfProvider: () => ({
      provider: { models: [{ id: 'model', name: 'main' }], endpoints: [{ id: ID, name: 'main' }] },
    }),
    TestEndpoint: () => ({ testEndpoint: { test } }),
    FetchModels: () => ({
      fetchModels: {
        test,
        models: [
          { name: 'gpt-4o', isAdded: true },
          { name: 'o9', isAdded: false },
        ],
      },
    }),
  });
}
const tested = (...args: string[]) => switchyard(['test', 'endpoint', ...args], { url: controlPlane.url });

it('tells how the test of an endpoint ended, also if a model has its name', async () => {
  answering(result('ACCEPTED'));
  expect(await tested('openai/main')).toEqual({
    exitCode: 0,
    output: 'ACCEPTED: What it means. (status 200, 42 ms)\n',
    errorOutput: '',
  });
  expect(controlPlane.inputOf('TestEndpoint')).toEqual({ endpointId: ID });
});

it('exits with 3 if the test failed, with what is wrong with the connection', async () => {
  answering(result('UNREACHABLE', { status: null, detail: 'connect ECONNREFUSED 10.0.0.1:443' }));
  const ended = await tested('openai/main');
  expect(ended).toMatchObject({ exitCode: 3, output: '' });
  expect(ended.errorOutput).toContain('UNREACHABLE: What it means. (42 ms, connect ECONNREFUSED 10.0.0.1:443)');
  expect(jsonOf(await tested('openai/main', '--json'))).toMatchObject({
    test: { outcome: 'UNREACHABLE' },
    error: { kind: 'refused', exitCode: 3 },
  });
});

it("lists the vendor's models, and which of them the provider has", async () => {
  answering(result('ACCEPTED'));
  const ended = await tested('openai/main', '--models');
  expect(ended.output).toBe('MODEL   ADDED\ngpt-4o  yes\no9      no\n');
  expect(jsonOf(await tested(ID, '--models', '--json'))).toMatchObject({
    models: [{ name: 'gpt-4o' }, { name: 'o9' }],
  });
});
