import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Model } from '../models/model';

@ObjectType({ description: "Another name by which consumers can ask for a model of an AI API's providers." })
export class ModelAlias {
  @Field(() => ID, { description: 'Unique per AI API and name.' })
  id: string;

  @Field(() => String, {
    description: 'The name that consumers ask for. It hides models of the same name, and no vendor ever receives it.',
  })
  name: string;

  @Field(() => Model, { description: 'The model that it stands for.' })
  model: Model;
}

@InputType({ description: "Another name by which consumers can ask for a model of an AI API's providers." })
export class ModelAliasInput {
  @Field(() => String, {
    description: 'The name that consumers ask for: 1 to 128 visible characters, unique within the AI API.',
  })
  name: string;

  @Field(() => ID, { description: 'The id of the model that it stands for.' })
  modelId: string;
}
