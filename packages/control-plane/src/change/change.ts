import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../kernel/graphql/connection';
import { ObjectKind } from '../kernel/object-kind';
import { JsonObjectScalar, JsonScalar } from '../kernel/graphql/scalars';

export const ChangeAction = {
  CREATE: 'CREATE',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  UNCHANGED: 'UNCHANGED',
} as const;
export type ChangeAction = keyof typeof ChangeAction;
registerEnumType(ChangeAction, {
  name: 'ChangeAction',
  description: 'What happens to an object.',
  valuesConfig: {
    CREATE: { description: 'It is made.' },
    UPDATE: { description: 'It is changed.' },
    DELETE: { description: 'It is deleted. Revoking a key or a token is an update.' },
    UNCHANGED: { description: 'It stays as it is.' },
  },
});

@ObjectType({ description: 'An object as it was at a moment in the past. Credentials and secrets are not in it.' })
export class ObjectImage {
  @Field(() => ID, {
    description: "Made of the object's id and the revision; never the id of the object as it is now.",
  })
  id: string;

  @Field(() => ObjectKind, { description: 'What kind of object it is.' })
  kind: ObjectKind;

  @Field(() => ID, { description: "The object's id, for `node`." })
  objectId: string;

  @Field(() => Int, { description: 'The revision that made it so.' })
  revision: number;

  @Field(() => Int, {
    description: 'The format in which it was recorded; `value` and `document` are brought to the latest one.',
  })
  formatVersion: number;

  @Field(() => JsonObjectScalar, {
    description:
      'The object, in the shape that it has in a manifest: other objects by name as of then, credentials only as `isSet`.',
  })
  value: Record<string, unknown>;
}

@ObjectType({ description: 'What differs in one member of an object.' })
export class FieldDifference {
  @Field(() => String, { description: 'Where it stands in the object, such as `production.targets.0.weight`.' })
  path: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value before; null where it was not there.' })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value after; null where it is no more.' })
  after: unknown;
}

@ObjectType({ description: 'What happened to one object.' })
export class Change {
  @Field(() => ID, { description: "Made of the revisions it lies between and the object's id." })
  id: string;

  @Field(() => ChangeAction, { description: 'What happened.' })
  action: ChangeAction;

  @Field(() => ObjectKind, { description: 'What kind of object it is.' })
  kind: ObjectKind;

  @Field(() => ID, { description: "The object's id, for `node`." })
  objectId: string;

  @Field(() => String, { description: "The object's name as of the change; for a policy its label." })
  name: string;

  @Field(() => [String], {
    description: "The names that lead to it, its own last, such as the provider's and the model's.",
  })
  path: string[];

  @Field(() => ObjectImage, { nullable: true, description: 'The object as it was before; null where it was made.' })
  before: ObjectImage | null;

  @Field(() => ObjectImage, { nullable: true, description: 'The object as it was after; null where it was deleted.' })
  after: ObjectImage | null;

  @Field(() => [FieldDifference], { description: 'What differs, member by member.' })
  differences: FieldDifference[];
}

export const ChangeConnection = connectionOf(Change, 'changes');
