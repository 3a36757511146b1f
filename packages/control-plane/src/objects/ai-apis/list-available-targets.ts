import type { Environment } from '@switchyard/contract';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { ModelEntity } from '../models/model-entity';
import type { ProviderEntity } from '../providers/provider-entity';
import { checkFirst } from '../../kernel/graphql/page-args';
import type { AvailableTarget } from './available-target';

const TARGETS_MAX = 10_000;

interface TargetQuestion {
  readonly environment: Environment;
  readonly search?: string | null | undefined;
  readonly first: number;
}

/** A provider with its models and endpoints, each by name. */
export interface TargetParts {
  readonly provider: ProviderEntity;
  readonly models: readonly ModelEntity[];
  readonly endpoints: readonly EndpointEntity[];
}

/**
 * The available targets of a side: of each provider, each enabled model with each enabled endpoint of that environment.
 * Each name is compared once, not once per pair, so the work grows with the parts and `first`, not with the pairs.
 *
 * @param providers the AI API's, in its order
 */
export function listAvailableTargets(providers: readonly TargetParts[], question: TargetQuestion): AvailableTarget[] {
  const { first } = question;
  checkFirst(first, TARGETS_MAX);
  const targets: AvailableTarget[] = [];
  for (const target of matchingTargets(providers, question)) {
    targets.push(target);
    if (targets.length === first) break;
  }
  return targets;
}

function* matchingTargets(
  providers: readonly TargetParts[],
  { environment, search }: TargetQuestion,
): Generator<AvailableTarget> {
  const needle = search?.toLowerCase() ?? '';
  const matches = ({ name }: { readonly name: string }) => name.toLowerCase().includes(needle);
  for (const { provider, models, endpoints } of providers) {
    const usable = endpoints.filter((endpoint) => endpoint.enabled && endpoint.environment === environment);
    const matching = matches(provider) ? usable : usable.filter(matches);
    for (const model of models) {
      if (!model.enabled) continue;
      for (const endpoint of matches(model) ? usable : matching) {
        yield { id: `${model.id}:${endpoint.id}`, provider, model, endpoint };
      }
    }
  }
}
