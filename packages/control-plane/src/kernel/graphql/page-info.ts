import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The position of a page in a list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are more objects after this page.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether there are more objects before this page.' })
  hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge, for `after`; null if the page is empty.',
  })
  endCursor: string | null;
}
