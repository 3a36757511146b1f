import { ArgsType, Field, Int } from 'type-graphql';
import { badInput } from '../errors/domain-error';

export const PAGE_SIZE_DEFAULT = 50;
export const PAGE_SIZE_MAX = 200;

/** Which page of a connection to return. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'The number of objects to return, 1 to 200.',
    defaultValue: PAGE_SIZE_DEFAULT,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Return the objects after this cursor; from the start by default.',
  })
  after?: string | null;
}

/** @throws DomainError BAD_USER_INPUT if `first` is out of range */
export function pageSize({ first }: PageArgs): number {
  return checkFirst(first ?? PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX);
}

export function checkFirst(first: number, most: number): number {
  if (first >= 1 && first <= most) return first;
  throw badInput([{ path: 'first', message: `must be 1 to ${most}`, reason: 'OUT_OF_RANGE' }]);
}
