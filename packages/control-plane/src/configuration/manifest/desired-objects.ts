import type { ConfiguredKind, ConfiguredObject } from '../plan/configuration';
import { isPolicy } from '../plan/match-objects';
import type { Place } from '../plan/plan-rows';
import { DEFAULT_FAILURE_STATUSES, formatFailureStatuses } from '../../objects/policies/failure-statuses';
import { policyLabel } from '../../objects/policies/policy-label';
import { nameKey } from '../../kernel/text/name-key';
import type { Manifest, ManifestPolicy } from './manifest-rules';

/** The objects of a manifest, each as its image will be. */
export interface DesiredObjects {
  readonly objects: readonly ConfiguredObject[];
  /** Where each stands in the manifest. */
  readonly places: ReadonlyMap<ConfiguredObject, Place>;
  /** What each endpoint refers to for its credential, such as `env:OPENAI_API_KEY` or `secret:openai`. */
  readonly credentialReferences: ReadonlyMap<ConfiguredObject, string>;
}

type Member<L extends keyof Manifest> = NonNullable<Manifest[L]>[number];

/** How many objects a manifest names, those of its lists included. */
export function objectCount({ providers = [], aiApis = [], consumers = [] }: Manifest): number {
  return [
    ...providers.map(({ models = [], endpoints = [] }) => 1 + models.length + endpoints.length),
    ...aiApis.map(({ policies = [] }) => 1 + policies.length),
    ...consumers.map(({ access = [] }) => 1 + access.length),
  ].reduce((sum, count) => sum + count, 0);
}

export function desiredObjects({ providers = [], aiApis = [], consumers = [] }: Manifest): DesiredObjects {
  const places = new Map<ConfiguredObject, Place>();
  const credentialReferences = new Map<ConfiguredObject, string>();
  const add = (kind: ConfiguredKind, path: readonly string[], value: object, place: Place) => {
    const object = { kind, id: null, path, value };
    places.set(object, place);
    return object;
  };
  for (const [index, provider] of providers.entries()) {
    const place = ['providers', index];
    const { name, models = [], endpoints = [] } = provider;
    add('PROVIDER', [name], providerValue(provider), place);
    for (const [at, model] of models.entries()) {
      const value = { ...model, provider: name, displayName: model.displayName ?? model.name };
      add('MODEL', [name, model.name], value, [...place, 'models', at]);
    }
    for (const [at, { credential, ...endpoint }] of endpoints.entries()) {
      const value = { ...endpoint, provider: name, displayName: endpoint.displayName ?? endpoint.name };
      const object = add('ENDPOINT', [name, endpoint.name], value, [...place, 'endpoints', at]);
      if (credential) credentialReferences.set(object, credential.slice(2, -1));
    }
  }
  for (const [index, { policies = [], ...aiApi }] of aiApis.entries()) {
    const place = ['aiApis', index];
    add('AI_API', [aiApi.name], { ...aiApi, displayName: aiApi.displayName ?? aiApi.name }, place);
    for (const [at, policy] of policies.entries()) {
      const path = [aiApi.name, labelOf(policy)];
      add(`${policy.kind}_POLICY`, path, policyValue(aiApi.name, policy), [...place, 'policies', at]);
    }
  }
  for (const [index, { access = [], ...consumer }] of consumers.entries()) {
    const place = ['consumers', index];
    const { name } = consumer;
    add('CONSUMER', [name], { ...consumer, displayName: consumer.displayName ?? name }, place);
    for (const [at, aiApi] of access.entries()) {
      add('ACCESS_GRANT', [name, aiApi], { consumer: name, aiApi }, [...place, 'access', at]);
    }
  }
  return { objects: [...places.keys()], places, credentialReferences };
}

function providerValue({ name, displayName, template, profile }: Member<'providers'>): object {
  return { name, displayName: displayName ?? name, template, profile: profile ?? {} };
}

function policyValue(aiApi: string, { kind: _kind, failureStatuses, ...policy }: ManifestPolicy): object {
  const statuses = formatFailureStatuses(failureStatuses ?? DEFAULT_FAILURE_STATUSES);
  return { ...policy, aiApi, failureStatuses: statuses };
}

function labelOf({ kind, production, sandbox }: ManifestPolicy): string {
  const primaries = [production, sandbox].flatMap(({ targets: [primary] }) => (primary ? [primary.model] : []));
  return policyLabel({ kind }, [...new Set(primaries)]);
}

/**
 * Whether a present object is deleted that the manifest does not name. With `prune` each list that stands in it is
 * complete. The policies of an AI API are complete in any case, if they are given: they have no names, so that one that
 * is changed could not be told from one that comes besides.
 */
export function removalsOf(
  { providers, aiApis, consumers }: Manifest,
  prune: boolean,
): (object: ConfiguredObject) => boolean {
  const providerOf = new Map(providers?.map((provider) => [nameKey(provider.name), provider]));
  const aiApiOf = new Map(aiApis?.map((aiApi) => [nameKey(aiApi.name), aiApi]));
  const consumerOf = new Map(consumers?.map((consumer) => [nameKey(consumer.name), consumer]));
  return (object) => {
    const owner = nameKey(object.path[0] ?? '');
    if (isPolicy(object)) return aiApiOf.get(owner)?.policies !== undefined;
    if (!prune) return false;
    switch (object.kind) {
      case 'PROVIDER':
        return providers !== undefined;
      case 'MODEL':
        return providerOf.get(owner)?.models !== undefined;
      case 'ENDPOINT':
        return providerOf.get(owner)?.endpoints !== undefined;
      case 'AI_API':
        return aiApis !== undefined;
      case 'CONSUMER':
        return consumers !== undefined;
      default:
        return consumerOf.get(owner)?.access !== undefined;
    }
  };
}
