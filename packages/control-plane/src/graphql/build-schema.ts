import 'reflect-metadata';
import { GraphQLInputObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ContainerType, type PubSub } from 'type-graphql';
import { AccessTokenResolver } from '../access-tokens/access-token-resolver';
import { AiApiResolver } from '../ai-apis/ai-api-resolver';
import { AuditResolver } from '../audit/audit-resolver';
import { AccessGrantResolver } from '../consumers/access-grant-resolver';
import { ConsumerKeyResolver } from '../consumers/consumer-key-resolver';
import { ConsumerResolver } from '../consumers/consumer-resolver';
import { ControlPlaneResolver } from '../data-planes/control-plane-resolver';
import { DataPlaneResolver } from '../data-planes/data-plane-resolver';
import { ChangePlanResolver } from '../configuration/change-plan-resolver';
import { ManifestResolver } from '../manifest/manifest-resolver';
import { EndpointResolver } from '../endpoints/endpoint-resolver';
import { ErrorExtensions } from '../errors/error-extensions';
import { ModelResolver } from '../models/model-resolver';
import { NodeResolver } from './node-resolver';
import { PolicyResolver } from '../policies/policy-resolver';
import { FailoverSide, RoundRobinSide, WeightedRoundRobinSide } from '../policies/policy-side';
import { FailoverTarget, RoundRobinTarget, WeightedRoundRobinTarget } from '../policies/policy-target';
import { PolicyTargetResolver, WeightedRoundRobinTargetResolver } from '../policies/policy-target-resolver';
import { FailoverPolicy, RoundRobinPolicy, WeightedRoundRobinPolicy } from '../policies/routing-policy';
import {
  FailoverPolicyResolver,
  RoundRobinPolicyResolver,
  RoutingPolicyResolver,
  WeightedRoundRobinPolicyResolver,
} from '../policies/routing-policy-resolver';
import { ProviderTemplateResolver } from '../providers/provider-template-resolver';
import { ProviderResolver } from '../providers/provider-resolver';
import {
  ChangeResolver,
  ConfigurationObjectResolver,
  ObjectImageResolver,
  RevisionComparisonResolver,
  RevisionResolver,
} from '../revisions/revision-resolver';
import { ChangePayloadResolver, RevisionRolloutResolver, RolloutResolver } from '../rollouts/rollout-resolver';
import { RouteCandidateResolver, RouteExplanationResolver, RouteShareResolver } from '../routes/route-resolver';
import {
  DataPlaneHealthResolver,
  PolicyTargetHealthResolver,
  TargetHealthResolver,
} from '../target-health/target-health-resolver';
import { DataPlaneSubscription } from '../live/data-plane-subscription';
import { RevisionSubscription } from '../live/revision-subscription';
import { RollBackResolver } from '../roll-back/roll-back-resolver';
import { ViewerResolver } from '../viewer/viewer-resolver';
import { authorizeSchema } from './authorize-schema';
import { checkTexts } from './check-texts';

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
