import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { Model } from './model';
import { ModelInput } from './model-input';
import { Provider } from '../providers/provider';

@InputType({ description: 'The models to add to a provider.' })
export class AddModelsInput extends ChangeInput {
  @Field(() => ID, { description: "The provider's id." })
  providerId: string;

  @Field(() => [ModelInput], { description: 'The new models; 1 to 200.' })
  models: ModelInput[];
}

@ObjectType({ description: 'The models that were added.', implements: [ChangePayload] })
export class AddModelsPayload extends ChangePayload {
  @Field(() => [Model], { description: 'The models, in the order of the input.' })
  models: Model[];

  @Field(() => Provider, { description: 'The provider after the change.' })
  provider: Provider;
}
