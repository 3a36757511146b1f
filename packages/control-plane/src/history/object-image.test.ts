import { parse } from 'yaml';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { createWorld } from '../testing/world.suite';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

interface Image {
  readonly value: object;
  readonly yaml: string;
  readonly json: string;
}

it('writes an image as YAML and as JSON, and of its credential only that it is set', async () => {
  const world = await createWorld(underTest);
  await underTest.change('updateEndpoint', { endpointId: world.productionId, enabled: false }, 'revision');
  const { changes } = await underTest.get<{ changes: { nodes: { before: Image; after: Image }[] } }>(
    `{ revision { changes { nodes { before { ...image } after { ...image } } } } }
    fragment image on ObjectImage { value yaml: document json: document(format: JSON) }`,
  );
  const [{ before, after }] = changes.nodes as [{ before: Image; after: Image }];
  for (const { value, yaml, json } of [before, after]) {
    expect(parse(yaml)).toEqual(value);
    expect(JSON.parse(json)).toEqual(value);
  }
  const lines = after.yaml.split('\n');
  expect(before.yaml.split('\n').filter((line) => !lines.includes(line))).toEqual(['enabled: true']);
  expect(after.value).toMatchObject({ provider: world.name, name: 'primary', credential: { isSet: true } });
});
