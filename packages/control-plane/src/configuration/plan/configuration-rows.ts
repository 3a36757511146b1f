import type { EntityManager, EntityTarget } from 'typeorm';
import { AiApiEntity } from '../../objects/ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../../objects/consumers/access-grant-entity';
import { ConsumerEntity } from '../../objects/consumers/consumer-entity';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { EndpointEntity } from '../../objects/endpoints/endpoint-entity';
import { ModelEntity } from '../../objects/models/model-entity';
import type { PolicyEntity } from '../../objects/policies/policy-entity';
import { loadPolicies } from '../../objects/policies/policy-store';
import { ProviderEntity } from '../../objects/providers/provider-entity';

/** The rows of one kind by their ids, the oldest first. */
export type Rows<E> = ReadonlyMap<string, E>;

/** The rows that a configuration is made of. */
export interface ConfigurationRows {
  readonly providers: Rows<ProviderEntity>;
  readonly models: Rows<ModelEntity>;
  readonly endpoints: Rows<EndpointEntity>;
  readonly aiApis: Rows<AiApiEntity>;
  /** With their targets. */
  readonly policies: Rows<PolicyEntity>;
  readonly consumers: Rows<ConsumerEntity>;
  readonly accessGrants: Rows<AccessGrantEntity>;
}

/** Reads all of them, by eight statements however many there are. */
export async function readRows(manager: EntityManager): Promise<ConfigurationRows> {
  return {
    providers: await allOf(manager, ProviderEntity),
    models: await allOf(manager, ModelEntity),
    endpoints: await allOf(manager, EndpointEntity),
    aiApis: await allOf(manager, AiApiEntity),
    policies: byId(await loadPolicies(manager, {})),
    consumers: await allOf(manager, ConsumerEntity),
    accessGrants: await allOf(manager, AccessGrantEntity),
  };
}

async function allOf<E extends ConfigurationEntity>(manager: EntityManager, entity: EntityTarget<E>): Promise<Rows<E>> {
  return byId((await manager.find(entity)).toSorted((one, other) => (one.id < other.id ? -1 : 1)));
}

function byId<E extends ConfigurationEntity>(rows: readonly E[]): Map<string, E> {
  return new Map(rows.map((row) => [row.id, row]));
}
