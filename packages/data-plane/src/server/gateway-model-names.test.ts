import { failAt, fourProviders, received, servedBy } from '../testing/four-providers.suite';
import { amendAiApi, gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { messages, post } from '../testing/vendor-request.suite';

simulatedGateway(['gpt', 'shared']);

describe('names over several providers', () => {
  beforeEach(fourProviders);
  const models = async () => {
    const headers = { 'x-api-key': gateway.liveKey };
    const list = await fetch(`${gateway.url}/support/chat/models`, { headers });
    return ((await list.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
  };

  it('an alias is in the model list, picks the policy, and reaches no vendor', async () => {
    gateway.addAlias('best', 'eu-gpt', gateway.providers[1]!);
    gateway.addAlias('mini', 'shared');
    gateway.setPolicies({ kind: 'FAILOVER', production: ['azure>eu-gpt', 'gpt'] });
    expect(await models()).toEqual(['best', 'eu-gpt', 'gpt', 'mini', 'shared']);
    failAt('azure');
    expect(servedBy(await post('chat/completions', { model: 'best', messages }))).toBe('openai production/gpt');
    expect(servedBy(await post('chat/completions', { model: 'mini', messages }))).toBe('openai production/shared');
    expect(received().map(({ model }) => model)).toEqual(['eu-gpt', 'gpt', 'shared']);
  });

  it('a model of another provider that no policy reaches is unknown, and not in the model list', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['azure>eu-gpt', 'gpt'] });
    const response = await post('chat/completions', { model: 'llama', messages });
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'model_not_found' } }]);
    expect(await models()).toEqual(['eu-gpt', 'gpt', 'shared']);
    expect(simulator.requests()).toEqual([]);
  });

  it('what no policy routes goes to the first provider’s default endpoint', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['vllm>llama', 'gpt'] });
    expect(servedBy(await post('chat/completions', { model: 'shared', messages }))).toBe('openai production/shared');
    expect(servedBy(await post('files', { purpose: 'x' }))).toBe('openai production');
    amendAiApi({ defaultProductionEndpointId: null });
    expect((await post('files', { purpose: 'x' })).status).toBe(404);
  });
});
