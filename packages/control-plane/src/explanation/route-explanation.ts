import type { ErrorKind } from '@switchyard/contract';
import { Field, Int, ObjectType } from 'type-graphql';
import { ErrorKindEnum } from '../objects/policies/error-kind';
import { PolicyKind } from '../objects/policies/policy-kind';
import { RouteCandidate } from './route-candidate';
import { RouteOutcome } from './route-outcome';
import { RouteSimulation } from './route-simulation';

@ObjectType({ description: 'Where a request would go and why.' })
export class RouteExplanation {
  @Field(() => Int, {
    description: 'The revision that was explained; for a proposed configuration, the revision that it starts from.',
  })
  revision: number;

  @Field(() => RouteOutcome, { description: 'Where the request goes.' })
  outcome: RouteOutcome;

  @Field(() => String, { description: 'The outcome as a sentence.' })
  summary: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status that the gateway returns; null unless it refuses the request.',
  })
  refusalStatus: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The error code that the gateway returns, such as `model_not_found`; null unless it refuses the request.',
  })
  refusalCode: string | null;

  @Field(() => PolicyKind, {
    nullable: true,
    description: 'The kind of the policy that applies; null if none does.',
  })
  policyKind: PolicyKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the policy that applies is called; null if none does.',
  })
  policyName: string | null;

  @Field(() => [RouteCandidate], {
    description:
      'Every target that was considered: first those that would be tried, in order, then those that are skipped.',
  })
  candidates: RouteCandidate[];

  @Field(() => Int, { description: 'The maximum number of attempts for the request.' })
  maxAttempts: number;

  @Field(() => [ErrorKindEnum], {
    nullable: true,
    description:
      'The kinds of errors after which the next target would be asked; for other errors the status decides. Null if no policy applies.',
  })
  failoverOn: ErrorKind[] | null;

  @Field(() => RouteSimulation, {
    nullable: true,
    description: 'How simulated requests would be distributed, and the worst case; null unless `requests` was given.',
  })
  simulation: RouteSimulation | null;

  @Field(() => RouteExplanation, {
    nullable: true,
    description: 'The explanation under the proposed manifest or policies; null unless one was given.',
  })
  proposed: RouteExplanation | null;
}
