import { Field, Int, InterfaceType } from 'type-graphql';
import { ChangeWarning } from './change-warning';

@InterfaceType({ description: 'What every change of the configuration returns besides its object.' })
export abstract class ChangePayload {
  @Field(() => Int, { description: 'The revision that contains the change; the latest one if nothing changed.' })
  revision: number;

  @Field(() => [ChangeWarning], {
    description:
      'Warnings about the change; at most 1,000. The same change by a manifest or a rollback gives the same warnings.',
  })
  warnings: ChangeWarning[];
}
