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
  description: 'What a change does to an object.',
  valuesConfig: {
    CREATE: { description: 'The object is created.' },
    UPDATE: { description: 'The object is updated.' },
    DELETE: { description: 'The object is deleted. Revoking a key or a token is an update.' },
    UNCHANGED: { description: 'The object does not change.' },
  },
});

@ObjectType({ description: 'An object as it was at one time. It contains no credentials or secrets.' })
export class ObjectImage {
  @Field(() => ID, {
    description: "Unique per object and revision; not the object's own id.",
  })
  id: string;

  @Field(() => ObjectKind, { description: 'The kind of the object.' })
  kind: ObjectKind;

  @Field(() => ID, { description: "The object's id, for `node`." })
  objectId: string;

  @Field(() => Int, { description: 'The revision that created this version of it.' })
  revision: number;

  @Field(() => Int, {
    description: 'The version of the format of `value` and `document`.',
  })
  formatVersion: number;

  @Field(() => JsonObjectScalar, {
    description:
      'The object in the shape of a manifest: other objects by the names they had then, credentials only as `isSet`.',
  })
  value: Record<string, unknown>;
}

@ObjectType({ description: 'A difference in one field of an object.' })
export class FieldDifference {
  @Field(() => String, { description: "The field's path in the object, such as `production.targets.0.weight`." })
  path: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Its value before the change; null if the field was absent.',
  })
  before: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Its value after the change; null if the field was removed.',
  })
  after: unknown;
}

@ObjectType({ description: "One object's change." })
export class Change {
  @Field(() => ID, { description: 'Unique per pair of revisions and object.' })
  id: string;

  @Field(() => ChangeAction, { description: 'What happened to the object.' })
  action: ChangeAction;

  @Field(() => ObjectKind, { description: 'The kind of the object.' })
  kind: ObjectKind;

  @Field(() => ID, { description: "The object's id, for `node`." })
  objectId: string;

  @Field(() => String, { description: "The object's name at the time of the change; for a policy, its label." })
  name: string;

  @Field(() => [String], {
    description: "The path of names to it, its own last: for a model, the provider's name and the model's name.",
  })
  path: string[];

  @Field(() => ObjectImage, { nullable: true, description: 'The object before the change; null if it was created.' })
  before: ObjectImage | null;

  @Field(() => ObjectImage, { nullable: true, description: 'The object after the change; null if it was deleted.' })
  after: ObjectImage | null;

  @Field(() => [FieldDifference], { description: 'The differences, field by field.' })
  differences: FieldDifference[];
}

export const ChangeConnection = connectionOf(Change, 'changes');
