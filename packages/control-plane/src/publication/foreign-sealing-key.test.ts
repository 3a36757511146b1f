import { SealingKey } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomBytes } from 'node:crypto';
import { ADMIN_TOKEN, answerSchema, ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { createWorld } from '../testing/world.suite';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

it('a control plane with another sealing key publishes nothing and says which key it needs, until a credential is sealed with its own', async () => {
  const { productionId } = await createWorld(underTest);
  await underTest.change('updateEndpoint', { endpointId: productionId, credential: { apiKey: 'sk-1' } }, 'revision');
  await underTest.isPublished();
  const otherKey = new SealingKey(randomBytes(32).toString('base64'));
  const other = await underTest.startAnother(undefined, otherKey);
  const ask = async (query: string, variables: object = {}) => {
    const response = await fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
      body: JSON.stringify({ query, variables }),
    });
    return answerSchema.parse(await response.json()).data;
  };
  const problem = async () => {
    const data = await ask('{ controlPlane { publicationProblem } }');
    return (data?.['controlPlane'] as { publicationProblem: string | null } | undefined)?.publicationProblem ?? null;
  };
  try {
    const ids = `(id ${underTest.sealingKey.id}; this one is ${otherKey.id})`;
    await until(async () => (await problem())?.includes(ids) === true, 'the problem names both keys');
    // The one with the right key still publishes.
    await underTest.change('updateEndpoint', { endpointId: productionId, enabled: false }, 'revision');
    await underTest.isPublished();
    const set = 'mutation($input: UpdateEndpointInput!) { updateEndpoint(input: $input) { revision } }';
    await ask(set, { input: { endpointId: productionId, credential: { apiKey: 'sk-2' } } });
    await until(async () => (await problem())?.includes(ids) !== true, 'it may publish');
  } finally {
    await other.close();
  }
});
