import 'reflect-metadata';
import { type AccountingParts, accountingModule } from '../accounting/accounting-module';
import { errorModule } from '../api/errors/error-module';
import { subscriptionModule } from '../api/live/subscription-module';
import { viewerModule } from '../api/viewer/viewer-module';
import { changeModule } from '../change/change-module';
import { configurationModule } from '../configuration/configuration-module';
import { type RouteParts, routeModule } from '../explanation/route-module';
import { type DataPlaneParts, dataPlaneModule } from '../fleet/data-planes/data-plane-module';
import { type EndpointTestParts, endpointTestModule } from '../fleet/endpoint-tests/endpoint-test-module';
import { type RolloutParts, rolloutModule } from '../fleet/rollouts/rollout-module';
import { targetHealthModule } from '../fleet/target-health/target-health-module';
import { auditModule } from '../history/audit/audit-module';
import { revisionModule } from '../history/revision-module';
import type { NounModule } from '../kernel/noun-module';
import { registerObjectKinds } from '../kernel/object-kind';
import { nodeModule } from '../objects/loaders/node-module';
import { NOUNS } from '../objects/nouns';
import { type PlaygroundParts, playgroundModule } from '../objects/playground/playground-module';
import { referenceModule } from '../objects/references/reference-module';

/** What the resolvers of all modules are constructed from. */
export interface ProgramParts
  extends DataPlaneParts, RolloutParts, RouteParts, AccountingParts, EndpointTestParts, PlaygroundParts {
  readonly dataPlanes: DataPlaneParts['dataPlanes'] & RouteParts['dataPlanes'];
}

/**
 * The modules of the control plane: the schema, the resolvers, the entities and `node` come from this list. A new noun is
 * added to `NOUNS`.
 */
export const MODULES: readonly NounModule<ProgramParts>[] = [
  ...NOUNS,
  referenceModule,
  nodeModule,
  changeModule,
  revisionModule,
  auditModule,
  dataPlaneModule,
  rolloutModule,
  endpointTestModule,
  targetHealthModule,
  accountingModule,
  configurationModule,
  routeModule,
  playgroundModule,
  viewerModule,
  subscriptionModule,
  errorModule,
];

for (const { kinds = {} } of MODULES) registerObjectKinds(kinds);
