import { Field, Int, ObjectType } from 'type-graphql';
import { PolicyKind } from '../objects/policies/policy-kind';
import { RouteCandidate } from './route-candidate';
import { RouteOutcome } from './route-outcome';
import { RouteSimulation } from './route-simulation';

@ObjectType({ description: 'Where a request would go and why.' })
export class RouteExplanation {
  @Field(() => Int, {
    description:
      'The revision that was judged; for the proposed configuration the one that the manifest was laid upon.',
  })
  revision: number;

  @Field(() => RouteOutcome, { description: 'What becomes of the request.' })
  outcome: RouteOutcome;

  @Field(() => String, { description: 'The same in a sentence for people.' })
  summary: string;

  @Field(() => Int, {
    nullable: true,
    description: "The gateway's own answer where it refuses: the status; null elsewhere.",
  })
  refusalStatus: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own answer where it refuses: the code, such as `model_not_found`; null elsewhere.",
  })
  refusalCode: string | null;

  @Field(() => PolicyKind, {
    nullable: true,
    description: 'The kind of the policy that applies; null where none does.',
  })
  policyKind: PolicyKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'The label of the policy that applies; null where none does.',
  })
  policyLabel: string | null;

  @Field(() => [RouteCandidate], {
    description:
      'Every target that was considered: those that would be asked, in their order, then those that are passed over.',
  })
  candidates: RouteCandidate[];

  @Field(() => Int, { description: 'How many attempts the request has at most.' })
  maxAttempts: number;

  @Field(() => RouteSimulation, {
    nullable: true,
    description: 'The shares of many requests and the worst case; null unless `requests` was given.',
  })
  simulation: RouteSimulation | null;

  @Field(() => RouteExplanation, {
    nullable: true,
    description: 'The same under the manifest; null unless one was given, and within itself.',
  })
  proposed: RouteExplanation | null;
}
