import { Field, ID, ObjectType } from 'type-graphql';
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
