import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from './graphql/connection';
import { ObjectKind } from './object-kind';

export const ReferenceRole = {
  BOUND_PROVIDER: 'BOUND_PROVIDER',
  DEFAULT_ENDPOINT: 'DEFAULT_ENDPOINT',
  MODEL_ALIAS: 'MODEL_ALIAS',
  TARGET: 'TARGET',
  ACCESS: 'ACCESS',
} as const;
export type ReferenceRole = keyof typeof ReferenceRole;
registerEnumType(ReferenceRole, {
  name: 'ReferenceRole',
  description: 'How one object uses another.',
  valuesConfig: {
    BOUND_PROVIDER: { description: 'An AI API lists the provider.' },
    DEFAULT_ENDPOINT: { description: 'An AI API uses the endpoint as a default.' },
    MODEL_ALIAS: { description: 'An AI API has an alias for the model.' },
    TARGET: { description: 'A target of a policy uses the model or the endpoint.' },
    ACCESS: { description: 'A consumer has access to the AI API.' },
  },
});

@ObjectType({ description: "One object's use of another, which therefore cannot be deleted." })
export class Reference {
  @Field(() => ID, { description: 'Unique per referring object and role.' })
  id: string;

  @Field(() => ObjectKind, { description: 'The kind of the referring object.' })
  kind: ObjectKind;

  @Field(() => ID, { description: "The referring object's id, for `node`." })
  objectId: string;

  @Field(() => String, {
    description:
      "The referring object's name; for a policy, what it is called; for an access grant, the consumer's name.",
  })
  name: string;

  @Field(() => [String], {
    description: "The path of names to it, such as the AI API's name and the policy's.",
  })
  path: string[];

  @Field(() => ReferenceRole, { description: 'How it uses the other object.' })
  role: ReferenceRole;
}

export const ReferenceConnection = connectionOf(Reference, 'references');
