import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { PolicySettingsInput, RoundRobinPolicyInput, WeightedRoundRobinPolicyInput } from './policy-input';
import { FailoverPolicy, RoundRobinPolicy, WeightedRoundRobinPolicy } from './routing-policy';
import { FailoverSideInput } from './target-input';

@InputType({ description: 'The round-robin policy to attach.' })
export class AttachRoundRobinPolicyInput extends RoundRobinPolicyInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => String, {
    nullable: true,
    description: 'A comment for the revision, such as a ticket or a commit; at most 500 characters.',
  })
  comment?: string | null;
}

@ObjectType({ description: 'The round-robin policy that was attached.', implements: [ChangePayload] })
export class AttachRoundRobinPolicyPayload extends ChangePayload {
  @Field(() => RoundRobinPolicy, { description: 'The policy.' })
  policy: RoundRobinPolicy;
}

@InputType({ description: 'The weighted round-robin policy to attach.' })
export class AttachWeightedRoundRobinPolicyInput extends WeightedRoundRobinPolicyInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => String, {
    nullable: true,
    description: 'A comment for the revision, such as a ticket or a commit; at most 500 characters.',
  })
  comment?: string | null;
}

@ObjectType({ description: 'The weighted round-robin policy that was attached.', implements: [ChangePayload] })
export class AttachWeightedRoundRobinPolicyPayload extends ChangePayload {
  @Field(() => WeightedRoundRobinPolicy, { description: 'The policy.' })
  policy: WeightedRoundRobinPolicy;
}

@InputType({ description: 'The failover policy to attach.' })
export class AttachFailoverPolicyInput extends PolicySettingsInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its name, unique among the policies of the AI API, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. By default it is called after its primaries.',
  })
  name?: string | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for production keys; empty by default, but at least one side needs a target.',
  })
  production?: FailoverSideInput | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for sandbox keys; empty by default, but at least one side needs a target.',
  })
  sandbox?: FailoverSideInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'A comment for the revision, such as a ticket or a commit; at most 500 characters.',
  })
  comment?: string | null;
}

@ObjectType({ description: 'The failover policy that was attached.', implements: [ChangePayload] })
export class AttachFailoverPolicyPayload extends ChangePayload {
  @Field(() => FailoverPolicy, { description: 'The policy.' })
  policy: FailoverPolicy;
}
