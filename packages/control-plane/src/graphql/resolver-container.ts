import type { PrivateEndpoints, SealingKey } from '@switchyard/contract';
import type { ContainerType } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { AccessTokenQueries } from '../access-tokens/access-token-queries';
import { AccessTokenResolver } from '../access-tokens/access-token-resolver';
import { AccessTokenService } from '../access-tokens/access-token-service';
import { AiApiQueries } from '../ai-apis/ai-api-queries';
import { AiApiResolver } from '../ai-apis/ai-api-resolver';
import { AiApiService } from '../ai-apis/ai-api-service';
import { AuditQueries } from '../audit/audit-queries';
import { AuditResolver } from '../audit/audit-resolver';
import { AccessGrantResolver } from '../consumers/access-grant-resolver';
import { ConsumerKeyResolver } from '../consumers/consumer-key-resolver';
import { ConsumerKeyService } from '../consumers/consumer-key-service';
import { ConsumerQueries } from '../consumers/consumer-queries';
import { ConsumerResolver } from '../consumers/consumer-resolver';
import { ConsumerService } from '../consumers/consumer-service';
import { ControlPlaneQueries } from '../data-planes/control-plane-queries';
import { ControlPlaneResolver } from '../data-planes/control-plane-resolver';
import type { DataPlaneReader } from '../data-planes/data-plane-reader';
import { DataPlaneResolver } from '../data-planes/data-plane-resolver';
import { EndpointQueries } from '../endpoints/endpoint-queries';
import { EndpointResolver } from '../endpoints/endpoint-resolver';
import { EndpointService } from '../endpoints/endpoint-service';
import { ChangePlanResolver } from '../configuration/change-plan-resolver';
import { ConfigurationChanger } from '../configuration/configuration-changer';
import { ConfigurationReader } from '../configuration/configuration-reader';
import { ManifestResolver } from '../manifest/manifest-resolver';
import { ManifestService } from '../manifest/manifest-service';
import { ModelQueries } from '../models/model-queries';
import { ModelResolver } from '../models/model-resolver';
import { NodeResolver } from './node-resolver';
import { ModelService } from '../models/model-service';
import { PolicyResolver } from '../policies/policy-resolver';
import { PolicyService } from '../policies/policy-service';
import { PolicyTargetResolver, WeightedRoundRobinTargetResolver } from '../policies/policy-target-resolver';
import {
  FailoverPolicyResolver,
  RoundRobinPolicyResolver,
  RoutingPolicyResolver,
  WeightedRoundRobinPolicyResolver,
} from '../policies/routing-policy-resolver';
import { SetPoliciesService } from '../policies/set-policies-service';
import { ProviderQueries } from '../providers/provider-queries';
import { ProviderResolver } from '../providers/provider-resolver';
import { ProviderTemplateResolver } from '../providers/provider-template-resolver';
import { ProviderService } from '../providers/provider-service';
import type { PublicationState } from '../publication/publisher';
import { ReferenceQueries } from '../references/reference-queries';
import { ChangeCorridor } from '../revisions/commit-change';
import { RevisionQueries } from '../revisions/revision-queries';
import {
  ChangeResolver,
  ConfigurationObjectResolver,
  ObjectImageResolver,
  RevisionComparisonResolver,
  RevisionResolver,
} from '../revisions/revision-resolver';
import type { RolloutQueries } from '../rollouts/rollout-queries';
import { ChangePayloadResolver, RevisionRolloutResolver, RolloutResolver } from '../rollouts/rollout-resolver';
import { type DataPlaneHealth, RouteQueries } from '../routes/route-queries';
import { RouteCandidateResolver, RouteExplanationResolver, RouteShareResolver } from '../routes/route-resolver';
import { TargetHealthQueries } from '../target-health/target-health-queries';
import {
  DataPlaneHealthResolver,
  PolicyTargetHealthResolver,
  TargetHealthResolver,
} from '../target-health/target-health-resolver';
import { DataPlaneSubscription } from '../live/data-plane-subscription';
import { RevisionSubscription } from '../live/revision-subscription';
import { RollBackResolver } from '../roll-back/roll-back-resolver';
import { RollBackService } from '../roll-back/roll-back-service';
import { ViewerResolver } from '../viewer/viewer-resolver';

export interface ResolverParts {
  readonly dataSource: DataSource;
  readonly sealingKey: SealingKey;
  readonly privateEndpoints: PrivateEndpoints;
  readonly publication: () => PublicationState;
  readonly dataPlanes: DataPlaneReader & DataPlaneHealth;
  readonly rollouts: RolloutQueries;
  readonly now: () => Date;
}

/** Makes every resolver with the services and queries that it calls. */
export function createResolverContainer(parts: ResolverParts): ContainerType {
  const { dataSource, sealingKey, publication, dataPlanes, rollouts, now } = parts;
  const corridor = new ChangeCorridor(dataSource, now);
  const changer = new ConfigurationChanger(sealingKey, parts.privateEndpoints);
  const configurations = new ConfigurationReader(dataSource);
  const manifests = new ManifestService(corridor, changer, configurations);
  const consumers = new ConsumerService(corridor);
  const consumerQueries = new ConsumerQueries(dataSource);
  const references = new ReferenceQueries(dataSource);
  const revisions = new RevisionQueries(dataSource);
  const resolvers: object[] = [
    new AccessGrantResolver(consumers, consumerQueries),
    new AccessTokenResolver(new AccessTokenService(corridor), new AccessTokenQueries(dataSource), now),
    new AiApiResolver(new AiApiService(corridor), new AiApiQueries(dataSource), consumerQueries, references),
    new ChangePayloadResolver(rollouts),
    new ChangePlanResolver(),
    new ChangeResolver(),
    new AuditResolver(new AuditQueries(dataSource)),
    new ConfigurationObjectResolver(),
    new ConsumerKeyResolver(new ConsumerKeyService(corridor), consumerQueries, now),
    new ConsumerResolver(consumers, consumerQueries),
    new ControlPlaneResolver(new ControlPlaneQueries(dataSource, publication, dataPlanes)),
    new DataPlaneHealthResolver(),
    new DataPlaneResolver(dataPlanes),
    new EndpointResolver(
      new EndpointService(corridor, sealingKey, parts.privateEndpoints),
      new EndpointQueries(dataSource),
      references,
    ),
    new FailoverPolicyResolver(),
    new ManifestResolver(manifests),
    new ModelResolver(new ModelService(corridor), new ModelQueries(dataSource), references),
    new NodeResolver(),
    new ObjectImageResolver(),
    new PolicyResolver(new PolicyService(corridor), new SetPoliciesService(corridor)),
    new PolicyTargetHealthResolver(new TargetHealthQueries(dataPlanes)),
    new PolicyTargetResolver(),
    new ProviderTemplateResolver(),
    new ProviderResolver(new ProviderService(corridor), new ProviderQueries(dataSource), references),
    new RevisionComparisonResolver(revisions),
    new RevisionResolver(revisions),
    new RevisionRolloutResolver(rollouts),
    new RolloutResolver(rollouts),
    new DataPlaneSubscription(),
    new RevisionSubscription(),
    new RollBackResolver(new RollBackService(configurations, corridor, changer)),
    new RoundRobinPolicyResolver(),
    new RouteCandidateResolver(),
    new RouteExplanationResolver(new RouteQueries(dataSource, corridor, manifests, dataPlanes, now)),
    new RouteShareResolver(),
    new RoutingPolicyResolver(),
    new TargetHealthResolver(),
    new ViewerResolver(),
    new WeightedRoundRobinPolicyResolver(),
    new WeightedRoundRobinTargetResolver(),
  ];
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  return { get: (resolverClass) => byClass.get(resolverClass) };
}
