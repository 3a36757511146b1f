import type { Credential, PrivateEndpoints, SealingKey } from '@switchyard/contract';
import type { z } from 'zod';
import { AiApiEntity } from '../../objects/ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../../objects/consumers/access-grant-entity';
import { ConsumerEntity } from '../../objects/consumers/consumer-entity';
import { EndpointEntity } from '../../objects/endpoints/endpoint-entity';
import { MOVED_CREDENTIAL, movesCredential } from '../../objects/endpoints/moves-credential';
import { isRefusedUrl, PRIVATE_URL } from '../../objects/endpoints/refuse-private-url';
import { NO_CREDENTIAL, sealedColumns } from '../../objects/endpoints/sealed-columns';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { ModelEntity } from '../../objects/models/model-entity';
import { ProviderEntity } from '../../objects/providers/provider-entity';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { checkInput } from '../../kernel/rules/check-input';
import type { ConfiguredKind, ConfiguredObject } from './configuration';
import type { ConfigurationRows, Rows } from './configuration-rows';
import type { NameIndex } from './name-index';
import { objectRules } from './object-rules';
import { isSet, type PlannedChange } from './plan-changes';
import type { Problems } from './problems';

/** Where an object stands in what the caller wrote, such as `['providers', 0, 'models', 1]`. */
export type Place = readonly (string | number)[];

/** What the rows of a plan are made with. */
export interface RowParts {
  readonly change: ChangeInProgress;
  /** As they are. */
  readonly rows: ConfigurationRows;
  readonly names: NameIndex;
  readonly problems: Problems;
  readonly placeOf: (object: ConfiguredObject) => Place;
  /** Credentials that were given anew, by the endpoint that they are for. */
  readonly credentials: ReadonlyMap<ConfiguredObject, Credential>;
  /** Endpoints that refer to a credential that was not sent along. */
  readonly unresolved: ReadonlySet<ConfiguredObject>;
  /** Whether an endpoint must not be left without the credential that it refers to. */
  readonly requiresSecrets: boolean;
  readonly sealingKey: SealingKey;
  readonly privateEndpoints: PrivateEndpoints;
}

type Values = { readonly [K in ConfiguredKind]: z.output<(typeof objectRules)[K]> };

/** The value that an object is to have, held against the rules; null where it breaks one. */
export function valueOf<K extends ConfiguredKind>(parts: RowParts, kind: K, planned: PlannedChange): Values[K] | null {
  const { desired, after } = planned;
  if (desired === null) return null;
  const place = parts.placeOf(desired);
  return parts.problems.gather(() => checkInput<Values[K]>(rulesOf(kind), after, place));
}

function rulesOf<K extends ConfiguredKind>(kind: K): z.ZodType<Values[K]> {
  return objectRules[kind] as unknown as z.ZodType<Values[K]>;
}

export function refuse(parts: RowParts, { desired }: PlannedChange, { path, message, reason }: FieldProblem): void {
  const place = desired === null ? [] : parts.placeOf(desired);
  parts.problems.add({ path: [...place, path].filter((part) => part !== '').join('.'), message, reason });
}

/** The row as it was, and one to put the new value into: a copy with the change's stamp, or a new one. */
function rowOf<E extends ConfigurationEntity>(
  { change, names }: RowParts,
  entity: new () => E,
  rows: Rows<E>,
  planned: PlannedChange,
): { readonly old: E | undefined; readonly row: E } {
  const id = names.idOf(planned);
  const old = rows.get(id);
  const row = Object.assign(new entity(), old, old === undefined ? { ...change.newObject(), id } : change.stamp());
  return { old, row };
}

const FIXED = 'cannot be changed: give the object another name, so that it is a new one';

export function providerRow(parts: RowParts, planned: PlannedChange): ProviderEntity | null {
  const value = valueOf(parts, 'PROVIDER', planned);
  if (value === null) return null;
  const { old, row } = rowOf(parts, ProviderEntity, parts.rows.providers, planned);
  const { name, displayName, template, profile } = value;
  if (old !== undefined && old.template !== template) {
    refuse(parts, planned, { path: 'template', message: FIXED, reason: 'NOT_ALLOWED' });
  }
  const given = { name, displayName: displayName ?? name, template, profileOverrides: profile };
  return Object.assign(row, given);
}

export function modelRow(parts: RowParts, planned: PlannedChange): ModelEntity | null {
  const value = valueOf(parts, 'MODEL', planned);
  if (value === null) return null;
  const { row } = rowOf(parts, ModelEntity, parts.rows.models, planned);
  const { provider, displayName, ...given } = value;
  const providerId = referred(parts, planned, 'provider', 'PROVIDER', provider);
  return Object.assign(row, {
    ...given,
    displayName: displayName ?? given.name,
    providerId,
  });
}

/** Asked of endpoints that do not change too: one that has no credential would be left as it is without a word. */
export function refuseUnresolved(parts: RowParts, planned: PlannedChange): void {
  const { desired, after } = planned;
  if (!parts.requiresSecrets || desired === null || after === null) return;
  if (!parts.unresolved.has(desired) || isSet({ value: after })) return;
  const message = 'refers to a secret that was not sent along, and the endpoint has no credential to keep';
  refuse(parts, planned, { path: 'credential', message, reason: 'UNRESOLVED_REFERENCE' });
}

export function endpointRow(parts: RowParts, planned: PlannedChange): EndpointEntity | null {
  const value = valueOf(parts, 'ENDPOINT', planned);
  if (value === null || planned.desired === null) return null;
  const { old, row } = rowOf(parts, EndpointEntity, parts.rows.endpoints, planned);
  const { provider, displayName, credential, ...given } = value;
  const providerId = referred(parts, planned, 'provider', 'PROVIDER', provider);
  if (old !== undefined && old.environment !== given.environment) {
    refuse(parts, planned, { path: 'environment', message: FIXED, reason: 'NOT_ALLOWED' });
  }
  if (old?.url !== given.url && isRefusedUrl(parts.privateEndpoints, given.url)) refuse(parts, planned, PRIVATE_URL);
  const anew = parts.credentials.get(planned.desired);
  if (old !== undefined && anew === undefined && credential.isSet && movesCredential(old, given.url)) {
    const reason = parts.unresolved.has(planned.desired) ? 'UNRESOLVED_REFERENCE' : MOVED_CREDENTIAL.reason;
    const { path, message } = MOVED_CREDENTIAL;
    refuse(parts, planned, { path, message, reason });
  }
  const endpoint = Object.assign(row, {
    ...given,
    ...(old === undefined || !credential.isSet ? NO_CREDENTIAL : {}),
    displayName: displayName ?? given.name,
    providerId,
  });
  const isSame =
    anew !== undefined && parts.sealingKey.fingerprint(anew, endpoint.id) === endpoint.credentialFingerprint;
  if (anew === undefined || isSame) return endpoint;
  return Object.assign(endpoint, sealedColumns(parts.sealingKey, anew, endpoint.id, parts.change.now));
}

/** Its policies' kind and version are noted when the policies are known. */
export function aiApiRow(parts: RowParts, endpoints: Rows<EndpointEntity>, planned: PlannedChange): AiApiEntity | null {
  const value = valueOf(parts, 'AI_API', planned);
  if (value === null) return null;
  const { old, row } = rowOf(parts, AiApiEntity, parts.rows.aiApis, planned);
  const { provider, displayName, defaultProductionEndpoint, defaultSandboxEndpoint, ...given } = value;
  const providerId = referred(parts, planned, 'provider', 'PROVIDER', provider);
  if (old !== undefined && old.providerId !== providerId) {
    refuse(parts, planned, { path: 'provider', message: FIXED, reason: 'NOT_ALLOWED' });
  }
  const defaultOf = (member: string, name: string | null, environment: EndpointEntity['environment']) => {
    if (name === null) return null;
    const id = referred(parts, planned, member, 'ENDPOINT', provider, name);
    const endpoint = endpoints.get(id);
    if (endpoint !== undefined && endpoint.environment !== environment) {
      const message = `names an endpoint for ${endpoint.environment}, not for ${environment}`;
      refuse(parts, planned, { path: member, message, reason: 'OTHER_ENVIRONMENT' });
    }
    return id;
  };
  return Object.assign(row, {
    ...(old === undefined ? { policyKind: null, policiesVersion: parts.change.revision } : {}),
    ...given,
    displayName: displayName ?? given.name,
    providerId,
    defaultProductionEndpointId: defaultOf('defaultProductionEndpoint', defaultProductionEndpoint, 'PRODUCTION'),
    defaultSandboxEndpointId: defaultOf('defaultSandboxEndpoint', defaultSandboxEndpoint, 'SANDBOX'),
  });
}

export function consumerRow(parts: RowParts, planned: PlannedChange): ConsumerEntity | null {
  const value = valueOf(parts, 'CONSUMER', planned);
  if (value === null) return null;
  const { row } = rowOf(parts, ConsumerEntity, parts.rows.consumers, planned);
  const { displayName, ...given } = value;
  return Object.assign(row, { ...given, displayName: displayName ?? given.name });
}

export function accessGrantRow(parts: RowParts, planned: PlannedChange): AccessGrantEntity | null {
  const value = valueOf(parts, 'ACCESS_GRANT', planned);
  if (value === null) return null;
  const { row } = rowOf(parts, AccessGrantEntity, parts.rows.accessGrants, planned);
  return Object.assign(row, {
    consumerId: referred(parts, planned, '', 'CONSUMER', value.consumer),
    aiApiId: referred(parts, planned, '', 'AI_API', value.aiApi),
  });
}

const WHAT: Partial<Record<ConfiguredKind, string>> = {
  PROVIDER: 'provider',
  MODEL: 'model',
  ENDPOINT: 'endpoint',
  AI_API: 'AI API',
  CONSUMER: 'consumer',
};

/** The id of what a member names. Where it names nothing that is a problem, and the id is empty. */
export function referred(
  parts: RowParts,
  planned: PlannedChange,
  member: string,
  kind: ConfiguredKind,
  ...path: string[]
): string {
  const id = parts.names.find(kind, ...path);
  if (id !== undefined) return id;
  const [owner] = path;
  const whose = kind === 'MODEL' || kind === 'ENDPOINT' ? ` of the provider ${JSON.stringify(owner)}` : '';
  const message = `names no ${WHAT[kind] ?? 'object'}${whose} that is there or in the plan`;
  refuse(parts, planned, { path: member, message, reason: 'NOT_FOUND' });
  return '';
}
