import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { AiApi } from '../ai-apis/ai-api';
import { Consumer } from './consumer';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The consumer and the AI API of the access grant to revoke.' })
export class RevokeAccessInput extends ChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;

  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;
}

@ObjectType({ description: 'The revoked access grant.', implements: [ChangePayload] })
export class RevokeAccessPayload extends ChangePayload {
  @Field(() => ID, { description: "The access grant's id." })
  deletedId: string;

  @Field(() => Consumer, { description: 'The consumer.' })
  consumer: Consumer;

  @Field(() => AiApi, { description: 'The AI API.' })
  aiApi: AiApi;
}
