import { Field, Int, InterfaceType } from 'type-graphql';
import { ChangeWarning } from './change-warning';

@InterfaceType({ description: 'What each mutation returns besides its object.' })
export abstract class ChangePayload {
  @Field(() => Int, { description: 'The revision in which the change landed; where nothing changed, the latest one.' })
  revision: number;

  @Field(() => [ChangeWarning], {
    description:
      'What the caller should know about the change; at most 1,000. The same change by a manifest or a rollback gives the same warnings.',
  })
  warnings: ChangeWarning[];
}
