import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export const ActorKind = {
  ACCESS_TOKEN: 'ACCESS_TOKEN',
  ADMINISTRATOR_TOKEN: 'ADMINISTRATOR_TOKEN',
  CONTROL_PLANE: 'CONTROL_PLANE',
  SYSTEM: 'SYSTEM',
} as const;
export type ActorKind = keyof typeof ActorKind;
registerEnumType(ActorKind, {
  name: 'ActorKind',
  description: 'The kinds of actor.',
  valuesConfig: {
    ACCESS_TOKEN: { description: 'An access token.' },
    ADMINISTRATOR_TOKEN: { description: "The administrator token of the control plane's settings." },
    CONTROL_PLANE: { description: 'The control plane itself, for example in the demo.' },
    SYSTEM: { description: 'The system, which keeps the routing table up to date by itself.' },
  },
});

@ObjectType({ description: 'Who makes a revision: a person, a program or the system.' })
export class Actor {
  @Field(() => ID, {
    description: "The access token's id; a fixed id for other actors.",
  })
  id: string;

  @Field(() => ActorKind, { description: 'The kind of actor.' })
  kind: ActorKind;

  @Field(() => String, { description: "The access token's name; a fixed name for other actors." })
  name: string;
}
