import type { PrivateEndpoints, SealingKey } from '@switchyard/contract';
import type { ContainerType } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { AccessTokenQueries } from '../objects/access-tokens/access-token-queries';
import { AccessTokenResolver } from '../objects/access-tokens/access-token-resolver';
import { AccessTokenService } from '../objects/access-tokens/access-token-service';
import { AiApiQueries } from '../objects/ai-apis/ai-api-queries';
import { AiApiResolver } from '../objects/ai-apis/ai-api-resolver';
import { AiApiService } from '../objects/ai-apis/ai-api-service';
import { AuditQueries } from '../history/audit/audit-queries';
import { AuditResolver } from '../history/audit/audit-resolver';
import { AccessGrantResolver } from '../objects/consumers/access-grant-resolver';
import { ConsumerKeyResolver } from '../objects/consumers/consumer-key-resolver';
import { ConsumerKeyService } from '../objects/consumers/consumer-key-service';
import { ConsumerQueries } from '../objects/consumers/consumer-queries';
import { ConsumerResolver } from '../objects/consumers/consumer-resolver';
import { ConsumerService } from '../objects/consumers/consumer-service';
import { ControlPlaneQueries } from '../fleet/data-planes/control-plane-queries';
import { ControlPlaneResolver } from '../fleet/data-planes/control-plane-resolver';
import type { DataPlaneReader } from '../fleet/data-planes/data-plane-reader';
import { DataPlaneResolver } from '../fleet/data-planes/data-plane-resolver';
import { EndpointQueries } from '../objects/endpoints/endpoint-queries';
import { EndpointResolver } from '../objects/endpoints/endpoint-resolver';
import { EndpointService } from '../objects/endpoints/endpoint-service';
import { ChangePlanResolver } from '../configuration/plan/change-plan-resolver';
import { ConfigurationChanger } from '../configuration/plan/configuration-changer';
import { ConfigurationReader } from '../configuration/plan/configuration-reader';
import { ManifestResolver } from '../configuration/manifest/manifest-resolver';
import { ManifestService } from '../configuration/manifest/manifest-service';
import { ModelQueries } from '../objects/models/model-queries';
import { ModelResolver } from '../objects/models/model-resolver';
import { NodeResolver } from '../objects/loaders/node-resolver';
import { ModelService } from '../objects/models/model-service';
import { PolicyResolver } from '../objects/policies/policy-resolver';
import { PolicyService } from '../objects/policies/policy-service';
import { PolicyTargetResolver, WeightedRoundRobinTargetResolver } from '../objects/policies/policy-target-resolver';
import {
  FailoverPolicyResolver,
  RoundRobinPolicyResolver,
  RoutingPolicyResolver,
  WeightedRoundRobinPolicyResolver,
} from '../objects/policies/routing-policy-resolver';
import { SetPoliciesService } from '../objects/policies/set-policies-service';
import { ProviderQueries } from '../objects/providers/provider-queries';
import { ProviderResolver } from '../objects/providers/provider-resolver';
import { ProviderTemplateResolver } from '../objects/providers/provider-template-resolver';
import { ProviderService } from '../objects/providers/provider-service';
import type { PublicationState } from '../publication/publisher';
import { refuseUnservable } from '../publication/refuse-unservable';
import { ReferenceQueries } from '../objects/references/reference-queries';
import { ChangeCorridor } from '../change/commit-change';
import { RevisionQueries } from '../history/revision-queries';
import {
  ChangeResolver,
  ConfigurationObjectResolver,
  ObjectImageResolver,
  RevisionComparisonResolver,
  RevisionResolver,
} from '../history/revision-resolver';
import type { RolloutQueries } from '../fleet/rollouts/rollout-queries';
import { ChangePayloadResolver, RevisionRolloutResolver, RolloutResolver } from '../fleet/rollouts/rollout-resolver';
import { type DataPlaneHealth, RouteQueries } from '../explanation/route-queries';
import { RouteCandidateResolver, RouteExplanationResolver, RouteShareResolver } from '../explanation/route-resolver';
import { TargetHealthQueries } from '../fleet/target-health/target-health-queries';
import {
  DataPlaneHealthResolver,
  PolicyTargetHealthResolver,
  TargetHealthResolver,
} from '../fleet/target-health/target-health-resolver';
import { DataPlaneSubscription } from '../api/live/data-plane-subscription';
import { RevisionSubscription } from '../api/live/revision-subscription';
import { RollBackResolver } from '../configuration/roll-back/roll-back-resolver';
import { RollBackService } from '../configuration/roll-back/roll-back-service';
import { ViewerResolver } from '../api/viewer/viewer-resolver';

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
  const corridor = new ChangeCorridor(dataSource, refuseUnservable, now);
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
