import { Any, type EntityManager, type EntityTarget, type FindOptionsWhere } from 'typeorm';
import { AccessTokenEntity } from '../access-tokens/access-token-entity';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../consumers/access-grant-entity';
import { ConsumerEntity } from '../consumers/consumer-entity';
import { ConsumerKeyEntity } from '../consumers/consumer-key-entity';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { loadPolicies } from '../policies/policy-store';
import { ProviderEntity } from '../providers/provider-entity';

type Load = (manager: EntityManager, ids: readonly string[]) => Promise<ConfigurationEntity[]>;

function rowsOf<E extends ConfigurationEntity>(entity: EntityTarget<E>): Load {
  return (manager, ids) => manager.findBy(entity, { id: Any([...ids]) } as FindOptionsWhere<E>);
}

/** Every kind of object that `node` gives, the ones that are asked for most first. */
const KINDS: readonly Load[] = [
  rowsOf(AiApiEntity),
  rowsOf(ProviderEntity),
  rowsOf(ModelEntity),
  rowsOf(EndpointEntity),
  (manager, ids) => loadPolicies(manager, { id: Any([...ids]) }),
  rowsOf(ConsumerEntity),
  rowsOf(ConsumerKeyEntity),
  rowsOf(AccessGrantEntity),
  rowsOf(AccessTokenEntity),
];

/** Objects of whatever kind by their ids: at most ten statements, however many there are. */
export async function loadNodes(manager: EntityManager, ids: readonly string[]): Promise<ConfigurationEntity[]> {
  const found: ConfigurationEntity[] = [];
  let sought = ids;
  for (const load of KINDS) {
    if (sought.length === 0) break;
    const rows = await load(manager, sought);
    found.push(...rows);
    const known = new Set(rows.map(({ id }) => id));
    sought = sought.filter((id) => !known.has(id));
  }
  return found;
}
