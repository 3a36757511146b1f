import type { ConfiguredObject } from './configuration';

/** What another object is called: by its kind and path, or its AI API's endpoints and models by its provider's name. */
export type NameOf = (
  kind: 'PROVIDER' | 'MODEL' | 'ENDPOINT' | 'AI_API' | 'CONSUMER',
  path: readonly string[],
) => string;

interface Target {
  readonly model: string;
  readonly endpoint: string;
}

/** The members of the images that name other objects. */
interface Naming {
  readonly provider?: string;
  readonly aiApi?: string;
  readonly consumer?: string;
  readonly defaultProductionEndpoint?: string | null;
  readonly defaultSandboxEndpoint?: string | null;
  readonly production?: { readonly targets: readonly Target[] };
  readonly sandbox?: { readonly targets: readonly Target[] };
}

/**
 * The value of an object with the names that what it refers to is to have.
 *
 * @param providerOfAiApi the name of the provider to which the AI API of that name is bound
 */
export function withNames(
  { value }: ConfiguredObject,
  nameOf: NameOf,
  providerOfAiApi: (aiApi: string) => string,
): Record<string, unknown> {
  const naming: Naming = value;
  const { provider, aiApi, consumer } = naming;
  const owner = provider ?? (aiApi === undefined ? '' : providerOfAiApi(aiApi));
  const endpoint = (name: string | null) => (name === null ? null : nameOf('ENDPOINT', [owner, name]));
  const side = ({ targets }: { readonly targets: readonly Target[] }) => ({
    targets: targets.map((target) => ({
      ...target,
      model: nameOf('MODEL', [owner, target.model]),
      endpoint: nameOf('ENDPOINT', [owner, target.endpoint]),
    })),
  });
  const { defaultProductionEndpoint, defaultSandboxEndpoint, production, sandbox } = naming;
  return {
    ...value,
    ...(provider === undefined ? {} : { provider: nameOf('PROVIDER', [provider]) }),
    ...(aiApi === undefined ? {} : { aiApi: nameOf('AI_API', [aiApi]) }),
    ...(consumer === undefined ? {} : { consumer: nameOf('CONSUMER', [consumer]) }),
    ...(defaultProductionEndpoint === undefined
      ? {}
      : { defaultProductionEndpoint: endpoint(defaultProductionEndpoint) }),
    ...(defaultSandboxEndpoint === undefined ? {} : { defaultSandboxEndpoint: endpoint(defaultSandboxEndpoint) }),
    ...(production === undefined ? {} : { production: side(production) }),
    ...(sandbox === undefined ? {} : { sandbox: side(sandbox) }),
  };
}
