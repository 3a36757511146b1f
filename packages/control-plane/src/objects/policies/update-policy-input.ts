import type { ErrorKind } from '@switchyard/contract';
import { Field, ID, InputType, Int } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ErrorKindEnum, FAILOVER_ON_DESCRIPTION } from './error-kind';

@InputType()
export abstract class UpdatePolicyInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The policy's id." })
  policyId: string;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension.',
  })
  suspendDurationSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long an attempt may wait for response headers, 1 to 3,600 seconds.',
  })
  requestTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a request may take over all attempts, 1 to 3,600 seconds.',
  })
  totalTimeoutSeconds?: number | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`; null for the defaults.',
  })
  failureStatuses?: string[] | null;

  @Field(() => [ErrorKindEnum], { nullable: true, description: `${FAILOVER_ON_DESCRIPTION} Null for the defaults.` })
  failoverOn?: ErrorKind[] | null;
}
