import type { EntityManager } from 'typeorm';
import { aiApiImage } from '../../objects/ai-apis/ai-api-image';
import { accessGrantImage, consumerImage } from '../../objects/consumers/consumer-images';
import { endpointImage } from '../../objects/endpoints/endpoint-image';
import { modelImage } from '../../objects/models/model-image';
import { policyImage } from '../../objects/policies/policy-image';
import { providerImage } from '../../objects/providers/provider-image';
import type { Image } from '../../change/change-in-progress';
import { type Configuration, type ConfiguredObject, isConfiguredKind } from './configuration';
import { type ConfigurationRows, readRows, type Rows } from './configuration-rows';

/**
 * The configuration as it is, by a number of statements that does not depend on how much there is. Read it within a
 * change, or on a snapshot (`inSnapshot`): otherwise a commit between two of the statements tears it.
 */
export async function readConfiguration(manager: EntityManager): Promise<Configuration> {
  return { objects: objectsOf(await readRows(manager)) };
}

/** The objects that the rows are. */
export function objectsOf(rows: ConfigurationRows): ConfiguredObject[] {
  return [...imagesOf(rows)].map(([id, { kind, path, value }]) => {
    if (!isConfiguredKind(kind)) throw new Error(`objects of the kind ${kind} are no part of a configuration`);
    return { kind, id, path, value };
  });
}

/** How the history would have each of the rows, by their ids. */
export function imagesOf(rows: ConfigurationRows): ReadonlyMap<string, Image> {
  const modelNames = namesOf(rows.models);
  const endpointNames = namesOf(rows.endpoints);
  return new Map([
    ...each(rows.providers, providerImage),
    ...each(rows.models, (model) => modelImage(model, owner(rows.providers, model.providerId))),
    ...each(rows.endpoints, (endpoint) => endpointImage(endpoint, owner(rows.providers, endpoint.providerId))),
    ...each(rows.aiApis, (aiApi) =>
      aiApiImage(aiApi, {
        provider: owner(rows.providers, aiApi.providerId).name,
        defaultProductionEndpoint: endpointNames.get(aiApi.defaultProductionEndpointId) ?? null,
        defaultSandboxEndpoint: endpointNames.get(aiApi.defaultSandboxEndpointId) ?? null,
      }),
    ),
    ...each(rows.policies, (policy) =>
      policyImage(policy, owner(rows.aiApis, policy.aiApiId), modelNames, endpointNames),
    ),
    ...each(rows.consumers, consumerImage),
    ...each(rows.accessGrants, ({ consumerId, aiApiId }) =>
      accessGrantImage(owner(rows.consumers, consumerId), owner(rows.aiApis, aiApiId)),
    ),
  ]);
}

function each<E>(rows: Rows<E>, imageOf: (row: E) => Image): [string, Image][] {
  return [...rows].map(([id, row]) => [id, imageOf(row)]);
}

/** A foreign key stands behind this, as long as all rows are read at one moment. */
function owner<E>(rows: Rows<E>, id: string): E {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`the object ${id}, to which another refers, is not there`);
  return row;
}

function namesOf(rows: Rows<{ readonly name: string }>): ReadonlyMap<string | null, string> {
  return new Map([...rows].map(([id, { name }]) => [id, name]));
}
