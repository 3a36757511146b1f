import type { Fault, Outcome } from '@switchyard/contract';
import { Field, ID, InputType } from 'type-graphql';
import { FaultEnum } from './request-attempt';
import { OutcomeEnum } from './usage-dimension';

/** Each has an index of its own, so that a page takes as long among millions as among few. That is why there is one at a time. */
@InputType({ description: 'Which requests to return: exactly one condition.' })
export class RequestFilter {
  @Field(() => Boolean, { nullable: true, description: 'True for those that failed, whatever the fault.' })
  failed?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'Those to this AI API.' })
  aiApiId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those of this consumer.' })
  consumerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those with this consumer key.' })
  consumerKeyId?: string | null;

  @Field(() => OutcomeEnum, { nullable: true, description: 'Those with this outcome.' })
  outcome?: Outcome | null;

  @Field(() => FaultEnum, { nullable: true, description: 'Those with this fault.' })
  fault?: Fault | null;

  @Field(() => ID, { nullable: true, description: 'Those whose last attempt was at this provider.' })
  providerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those whose last attempt was at this endpoint.' })
  endpointId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those whose last attempt was with this model.' })
  modelId?: string | null;
}
