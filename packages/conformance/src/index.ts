/** What the bench shares with the tests: configurations, clients, and figures. */
export { runBoundedScript } from './harness/bounded-script';
export {
  connectToEach,
  ConsumerConnection,
  type ConsumersGateway,
  untilWorkers,
  workerPids,
} from './harness/consumer-connection';
export { issueKey, makeConfiguration, setPolicies } from './harness/demo-configuration';
export { GatewayAlone } from './harness/gateway-alone';
export { GraphqlClient } from './harness/graphql';
export { type Figure, figureOf, percentile } from './scale/figure';
export { LargeConfiguration } from './scale/large-configuration';
export { ModelToggle } from './scale/model-toggle';
export { createOriginals } from './scale/originals';
export { RevisionWatch } from './scale/revision-watch';
export type { ConfigurationSize } from './scale/sizes';
