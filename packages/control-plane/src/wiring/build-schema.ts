import 'reflect-metadata';
import { GraphQLInputObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ContainerType, type PubSub } from 'type-graphql';
import { AccessTokenResolver } from '../objects/access-tokens/access-token-resolver';
import { AiApiResolver } from '../objects/ai-apis/ai-api-resolver';
import { AuditResolver } from '../history/audit/audit-resolver';
import { AccessGrantResolver } from '../objects/consumers/access-grant-resolver';
import { ConsumerKeyResolver } from '../objects/consumers/consumer-key-resolver';
import { ConsumerResolver } from '../objects/consumers/consumer-resolver';
import { ControlPlaneResolver } from '../fleet/data-planes/control-plane-resolver';
import { DataPlaneResolver } from '../fleet/data-planes/data-plane-resolver';
import { ChangePlanResolver } from '../configuration/plan/change-plan-resolver';
import { ManifestResolver } from '../configuration/manifest/manifest-resolver';
import { EndpointResolver } from '../objects/endpoints/endpoint-resolver';
import { ErrorExtensions } from '../kernel/errors/error-extensions';
import { ModelResolver } from '../objects/models/model-resolver';
import { NodeResolver } from '../objects/loaders/node-resolver';
import { PolicyResolver } from '../objects/policies/policy-resolver';
import { FailoverSide, RoundRobinSide, WeightedRoundRobinSide } from '../objects/policies/policy-side';
import { FailoverTarget, RoundRobinTarget, WeightedRoundRobinTarget } from '../objects/policies/policy-target';
import { PolicyTargetResolver, WeightedRoundRobinTargetResolver } from '../objects/policies/policy-target-resolver';
import { FailoverPolicy, RoundRobinPolicy, WeightedRoundRobinPolicy } from '../objects/policies/routing-policy';
import {
  FailoverPolicyResolver,
  RoundRobinPolicyResolver,
  RoutingPolicyResolver,
  WeightedRoundRobinPolicyResolver,
} from '../objects/policies/routing-policy-resolver';
import { ProviderTemplateResolver } from '../objects/providers/provider-template-resolver';
import { ProviderResolver } from '../objects/providers/provider-resolver';
import {
  ChangeResolver,
  ConfigurationObjectResolver,
  ObjectImageResolver,
  RevisionComparisonResolver,
  RevisionResolver,
} from '../history/revision-resolver';
import { ChangePayloadResolver, RevisionRolloutResolver, RolloutResolver } from '../fleet/rollouts/rollout-resolver';
import { RouteCandidateResolver, RouteExplanationResolver, RouteShareResolver } from '../explanation/route-resolver';
import {
  DataPlaneHealthResolver,
  PolicyTargetHealthResolver,
  TargetHealthResolver,
} from '../fleet/target-health/target-health-resolver';
import { DataPlaneSubscription } from '../api/live/data-plane-subscription';
import { RevisionSubscription } from '../api/live/revision-subscription';
import { RollBackResolver } from '../configuration/roll-back/roll-back-resolver';
import { ViewerResolver } from '../api/viewer/viewer-resolver';
import { authorizeSchema } from '../api/document/authorize-schema';
import { checkTexts } from '../api/document/check-texts';

const RESOLVERS = [
  AccessGrantResolver,
  AccessTokenResolver,
  AiApiResolver,
  AuditResolver,
  ChangePayloadResolver,
  ChangePlanResolver,
  ChangeResolver,
  ConfigurationObjectResolver,
  ConsumerKeyResolver,
  ConsumerResolver,
  ControlPlaneResolver,
  DataPlaneHealthResolver,
  DataPlaneResolver,
  DataPlaneSubscription,
  EndpointResolver,
  FailoverPolicyResolver,
  ManifestResolver,
  ModelResolver,
  NodeResolver,
  ObjectImageResolver,
  PolicyResolver,
  PolicyTargetHealthResolver,
  PolicyTargetResolver,
  ProviderResolver,
  ProviderTemplateResolver,
  RevisionComparisonResolver,
  RevisionResolver,
  RollBackResolver,
  RevisionRolloutResolver,
  RolloutResolver,
  RevisionSubscription,
  RoundRobinPolicyResolver,
  RouteCandidateResolver,
  RouteExplanationResolver,
  RouteShareResolver,
  RoutingPolicyResolver,
  TargetHealthResolver,
  ViewerResolver,
  WeightedRoundRobinPolicyResolver,
  WeightedRoundRobinTargetResolver,
] as const;

/** Types that no field names: those behind an interface, and the shape of errors. */
const ORPHANS = [
  ErrorExtensions,
  FailoverPolicy,
  FailoverSide,
  FailoverTarget,
  RoundRobinPolicy,
  RoundRobinSide,
  RoundRobinTarget,
  WeightedRoundRobinPolicy,
  WeightedRoundRobinSide,
  WeightedRoundRobinTarget,
];

/** Inputs of which exactly one member is given. type-graphql has no option for it. */
const ONE_OF = ['EndpointCredentialInput'];

/** type-graphql asks for one where there are subscriptions; ours have sources of their own. */
const NO_PUB_SUB: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('a subscription has no source of its own: give it `subscribe`');
  },
};

/**
 * @param container gives each resolver's instance; none is asked for while the schema is built
 * @throws Error where a root field does not say which role it needs
 */
export function buildGraphqlSchema(container: ContainerType): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    orphanedTypes: ORPHANS,
    container,
    validate: false,
    pubSub: NO_PUB_SUB,
  });
  for (const name of ONE_OF) {
    const input = schema.getType(name);
    if (input instanceof GraphQLInputObjectType) input.isOneOf = true;
  }
  describeRoots(schema);
  checkTexts(schema);
  return authorizeSchema(schema);
}

/** type-graphql has no place for the descriptions of the root types. */
function describeRoots(schema: GraphQLSchema): void {
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  const subscription = schema.getSubscriptionType();
  if (query) query.description = 'What can be read. Reading never changes anything.';
  if (mutation) {
    mutation.description =
      'What can be changed. Each field is a transaction of its own, also where one request holds several.';
  }
  if (subscription) {
    subscription.description =
      'What can be followed. Events come from every control plane, whichever one the client is connected to.';
  }
}
