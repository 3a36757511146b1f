import { azureOpenaiProfile } from '@switchyard/contract';
import { failAt, fourProviders, received, servedBy } from '../testing/four-providers.suite';
import { amendAiApi, gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { messages, post, speak } from '../testing/vendor-request.suite';

simulatedGateway(['gpt', 'shared']);

describe('names over several providers', () => {
  beforeEach(fourProviders);
  const owners = async () => {
    const headers = { 'x-api-key': gateway.liveKey };
    const list = await fetch(`${gateway.url}/support/chat/models`, { headers });
    const { data } = (await list.json()) as { data: { id: string; owned_by: string }[] };
    return Object.fromEntries(data.map((model) => [model.id, model.owned_by]));
  };
  const models = async () => Object.keys(await owners());

  it('the model list names the provider of each model: what an alias stands for, or the target that has the name', async () => {
    gateway.addAlias('best', 'eu-gpt', gateway.providers[1]!);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['azure>eu-gpt', 'gpt'] });
    expect(await owners()).toEqual({ best: 'azure', 'eu-gpt': 'azure', gpt: 'openai', shared: 'openai' });
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['vllm>shared', 'gpt'] });
    expect(await owners()).toEqual({ gpt: 'openai', shared: 'vllm' });
  });

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

  it('the name of another provider’s model reaches the first provider nowhere, nor does an alias', async () => {
    speak({ ...azureOpenaiProfile, azureApiVersion: '2024-10-21' });
    gateway.addAlias('best', 'llama', gateway.providers[3]!);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['vllm>llama', 'gpt'] });
    failAt('vllm');
    const chat = (deployment: string, body: string) =>
      fetch(`${gateway.url}/support/chat/openai/deployments/${deployment}/chat/completions?api-version=1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': gateway.liveKey },
        body,
      });
    for (const name of ['llama', 'best']) {
      for (const model of [`"${name}"`, `"models/${name}"`, `"${name}","model":"gpt"`]) {
        simulator.clearRequests();
        const response = await chat(name, `{"model":${model},"messages":${JSON.stringify(messages)}}`);
        expect([response.status, servedBy(response)]).toEqual([200, 'openai production/gpt']);
        const { path, rawHeaders, bodyBase64 } = simulator.requests().at(-1)!;
        const whole = [path, ...rawHeaders, Buffer.from(bodyBase64 ?? '', 'base64').toString()].join('\n');
        expect(whole).toContain('deployments/gpt/');
        expect(whole).not.toContain(name);
      }
      simulator.clearRequests();
      const refused = await chat(name, `{"Model":"${name}","messages":[]}`);
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: { code: 'invalid_model' } }]);
      expect(simulator.requests()).toEqual([]);
    }
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
