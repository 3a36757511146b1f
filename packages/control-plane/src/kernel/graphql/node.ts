import { Field, ID, Int, InterfaceType } from 'type-graphql';
import type { ObjectKind } from '../object-kind';
import { DateTimeScalar } from './scalars';

/** The GraphQL type of a kind: `AiApi` for `AI_API`. */
export function typeOfKind(kind: ObjectKind): string {
  return kind
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}

const resolveType = ({ objectKind }: { readonly objectKind: ObjectKind }) => typeOfKind(objectKind);

@InterfaceType({ description: 'An object that can be read by its id with `node`.', resolveType })
export abstract class Node {
  @Field(() => ID, { description: "The object's id." })
  id: string;
}

@InterfaceType({
  description: 'A configuration object. For its history, filter `revisions` by its id.',
  implements: [Node],
  resolveType,
})
export abstract class ConfigurationObject extends Node {
  @Field(() => Int, {
    description: 'The number of the revision that last changed it; send it back as `expectedVersion`.',
  })
  version: number;

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt: Date;
}
