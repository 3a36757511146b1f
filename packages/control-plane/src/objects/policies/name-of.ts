import type { Environment } from '@switchyard/contract';
import { required } from '../../kernel/graphql/required';
import { modelById } from '../models/model-loaders';
import { providerById } from '../providers/provider-loaders';
import type { Loaders } from '../loaders/loaders';
import type { PolicyEntity } from './policy-entity';
import { policyName } from './policy-name';

/** What a policy is called now. */
export async function nameOf({ kind, givenName, targets }: PolicyEntity, loaders: Loaders): Promise<string> {
  const primary = async (side: Environment) => {
    const target = targets.find(({ environment }) => environment === side);
    if (kind !== 'FAILOVER' || givenName !== null || target === undefined) return undefined;
    const [provider, model] = await Promise.all([
      required(providerById(loaders), target.providerId),
      required(modelById(loaders), target.modelId),
    ]);
    return { provider: provider.name, model: model.name };
  };
  const [production, sandbox] = await Promise.all([primary('PRODUCTION'), primary('SANDBOX')]);
  return policyName(kind, givenName, { production, sandbox });
}
