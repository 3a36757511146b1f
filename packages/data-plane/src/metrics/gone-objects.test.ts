import { randomUUID } from 'node:crypto';
import { openaiProfile } from '@switchyard/contract';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { goneObjects } from './gone-objects';
import type { ObjectLabels } from './series-book';

const target = (endpoint: string, model?: string, provider = 'openai'): ObjectLabels => ({
  environment: 'PRODUCTION',
  ai_api: 'chat',
  provider,
  endpoint,
  ...(model === undefined ? {} : { model }),
});

let gateway: GatewayUnderTest;
beforeEach(() => {
  gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.addEndpoint('west', 'http://127.0.0.1:9');
  gateway.addProvider({ name: 'azure', profile: openaiProfile, models: ['a', 'd'], url: 'http://127.0.0.1:9' });
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a@west', 'b@west'] });
});

/** Which of these are gone. */
async function goneOf(...asked: ObjectLabels[]): Promise<ObjectLabels[]> {
  const table = await gateway.otherTable();
  const id = randomUUID();
  const consumer = { id, name: 'app', enabled: true, traceAllowed: false, aiApiIds: [] };
  await table.apply({ lineage: id, revision: 2 }, [{ kind: 'consumer', id, value: consumer }]);
  const places = new Set(await goneObjects(table, asked));
  return asked.filter((_labels, place) => places.has(place));
}

it('finds what has a name that no object has, or no object of its provider', async () => {
  const there = [
    { ai_api: 'chat' },
    { ai_api: 'chat', consumer: 'app' },
    { ai_api: 'chat', provider: 'openai', endpoint: 'west', model: 'c' },
    { ai_api: 'chat', provider: 'azure', endpoint: 'production', model: 'd' },
    { ai_api: 'chat', provider: 'openai', endpoint: 'west' },
  ];
  const gone = [
    { ai_api: 'shop' },
    { ai_api: 'chat', consumer: 'web' },
    { ai_api: 'shop', provider: 'openai', endpoint: 'west', model: 'c' },
    { ai_api: 'chat', provider: 'mistral', endpoint: 'west', model: 'c' },
    { ai_api: 'chat', provider: 'openai', endpoint: 'east', model: 'c' },
    { ai_api: 'chat', provider: 'openai', endpoint: 'west', model: 'd' },
  ];
  expect(await goneOf(...there, ...gone)).toEqual(gone);
});

it('finds targets that no policy has and no default endpoint', async () => {
  const there = [
    target('west', 'a'),
    target('west', 'b'),
    target('production', 'c'),
    target('production'),
    { ...target('sandbox', 'c'), environment: 'SANDBOX' },
  ];
  const gone = [
    target('west', 'c'),
    target('west'),
    target('production', 'd', 'azure'),
    { ...target('west', 'a'), environment: 'SANDBOX' },
    target('sandbox', 'a'),
  ];
  expect(await goneOf(...there, ...gone)).toEqual(gone);
});

it('finds targets that are out of rotation', async () => {
  const asked = [target('west', 'a'), target('west', 'b'), target('production', 'c'), target('production', 'b')];
  const [, b] = gateway.provider.models;
  b!.enabled = false;
  expect(await goneOf(...asked)).toEqual([target('west', 'b'), target('production', 'b')]);
  b!.enabled = true;
  for (const endpoint of gateway.provider.endpoints) endpoint.enabled = endpoint.name !== 'production';
  expect(await goneOf(...asked)).toEqual([target('production', 'c'), target('production', 'b')]);
});
