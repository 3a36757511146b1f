import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { Endpoint } from '../endpoints/endpoint';
import { Model } from '../models/model';
import { Provider } from '../providers/provider';

@ObjectType({ description: 'A model and an endpoint that may be a target.' })
export class AvailableTarget {
  @Field(() => ID, { description: 'Unique per model and endpoint.' })
  id: string;

  @Field(() => Provider, { description: "The provider of both: one of the AI API's." })
  provider: Provider;

  @Field(() => Model, { description: 'The model.' })
  model: Model;

  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}

export const AvailableTargetConnection = connectionOf(AvailableTarget, 'available targets');

@InputType({
  description:
    'Which available targets to return. All given fields must match; the values of one field are alternatives.',
})
export class AvailableTargetFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Those whose provider, model or endpoint name contains this text, ignoring case.',
  })
  search?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those of these providers; at most 1,000.' })
  providerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those with these models; at most 1,000.' })
  modelIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those with these endpoints; at most 1,000.' })
  endpointIds?: string[] | null;
}
