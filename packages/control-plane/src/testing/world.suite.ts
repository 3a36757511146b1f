import type { ControlPlaneUnderTest } from './control-plane-under-test.suite';

/** A provider with three models, endpoints in both environments, and an AI API. */
export interface World {
  readonly name: string;
  readonly providerId: string;
  readonly modelIds: readonly [string, string, string];
  readonly productionId: string;
  readonly secondId: string;
  readonly sandboxId: string;
  readonly aiApiId: string;
}

let worlds = 0;

export async function createWorld(underTest: ControlPlaneUnderTest): Promise<World> {
  worlds += 1;
  const name = `world-${worlds}`;
  const models = [{ name: 'large' }, { name: 'medium' }, { name: 'small' }];
  const { provider } = await underTest.change<{ provider: { id: string; models: { id: string }[] } }>(
    'createProvider',
    { name, template: 'OPENAI', models },
    'provider { id models { id name } }',
  );
  const endpoint = async (endpointName: string, environment: string) => {
    const url = `https://${endpointName}.example/v1`;
    const input = {
      providerId: provider.id,
      name: endpointName,
      environment,
      url,
      credential: { apiKey: 'sk-0123456789abcd' },
    };
    const made = await underTest.change<{ endpoint: { id: string } }>('createEndpoint', input, 'endpoint { id }');
    return made.endpoint.id;
  };
  const productionId = await endpoint('primary', 'PRODUCTION');
  const secondId = await endpoint('secondary', 'PRODUCTION');
  const sandboxId = await endpoint('sandbox', 'SANDBOX');
  const [large, medium, small] = provider.models;
  return {
    name,
    providerId: provider.id,
    modelIds: [large!.id, medium!.id, small!.id],
    productionId,
    secondId,
    sandboxId,
    aiApiId: await createAiApi(underTest, name, provider.id, productionId),
  };
}

export async function createAiApi(
  underTest: ControlPlaneUnderTest,
  name: string,
  providerId: string,
  defaultProductionEndpointId?: string,
): Promise<string> {
  const input = { name, basePath: `/${name}/chat`, providerIds: [providerId], defaultProductionEndpointId };
  const { aiApi } = await underTest.change<{ aiApi: { id: string } }>('createAiApi', input, 'aiApi { id }');
  return aiApi.id;
}
