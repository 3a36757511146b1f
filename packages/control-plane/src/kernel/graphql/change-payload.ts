import { Field, Int, InterfaceType } from 'type-graphql';

@InterfaceType({ description: 'What each mutation returns besides its object.' })
export abstract class ChangePayload {
  @Field(() => Int, { description: 'The revision in which the change landed; where nothing changed, the latest one.' })
  revision: number;
}
