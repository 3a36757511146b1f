import { azureOpenaiProfile, openaiCompatibleProfile, type ProviderProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { gateway, simulator } from './simulated-gateway.suite';

const dated: ProviderProfile = { ...azureOpenaiProfile, azureApiVersion: '2024-10-21' };

/** OpenAI first, then both forms of Azure, then a server of one's own. */
export function fourProviders(): void {
  gateway.addProvider({
    name: 'azure',
    profile: azureOpenaiProfile,
    models: ['eu-gpt'],
    url: `${simulator.url}/azure`,
  });
  gateway.addProvider({ name: 'azure-dated', profile: dated, models: ['us-gpt'], url: `${simulator.url}/dated` });
  const vllm = { name: 'vllm', profile: openaiCompatibleProfile, models: ['llama', 'shared'], url: simulator.url };
  gateway.addProvider(vllm);
}

/** Of each request that the vendors received: its path, its model, and its credential wherever it stands. */
export const received = () =>
  simulator.requests().map(({ path, rawHeaders, bodyBase64 }) => {
    const headers = rawHeaders.map((text, index) => [rawHeaders[index - 1]?.toLowerCase(), text]);
    const credentials = headers.filter(([name]) => /authorization|api-key/.test(name ?? '')).map(([, text]) => text);
    const body = Buffer.from(bodyBase64 ?? '', 'base64').toString();
    return { path, credentials, model: /"model":"([^"]*)"/.exec(body)?.[1] ?? null };
  });

/** These providers answer 503, all others as usual. */
export const failAt = (...providers: string[]) =>
  simulator.setBehaviours(
    providers.map((provider) => ({ match: { key: credentialOf('production', provider) }, answer: { status: 503 } })),
  );

/** The provider and target of an answer. */
export const servedBy = ({ headers }: Response) =>
  `${headers.get('x-switchyard-provider')} ${headers.get('x-switchyard-target')}`;
