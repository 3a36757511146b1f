import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangePlan } from '../plan/change-plan';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { SecretInput } from '../../kernel/graphql/secret-input';

export const APPLY_SELECTOR_DESCRIPTION =
  'A selector of labels, such as `team=chat`. With `prune`, only objects whose labels it matches are deleted, and every provider, AI API and consumer of the manifest has to match it.';

@InputType({ description: 'A secret that a manifest refers to.' })
export class ManifestSecretInput {
  @Field(() => String, {
    description:
      'The reference in the manifest, without `${` and `}`, such as `env:OPENAI_API_KEY` or `secret:openai`.',
  })
  reference: string;

  @SecretInput()
  @Field(() => String, { description: 'The secret.' })
  value: string;
}

@InputType({ description: 'The manifest and how to apply it.' })
export class ApplyManifestInput extends ChangeInput {
  @Field(() => String, {
    description:
      'The manifest, as YAML or JSON: providers, models, endpoints, AI APIs, policies, consumers and access grants by name, all or some of them, but never keys or tokens. At most 16 MiB.',
  })
  manifest: string;

  @Field(() => [ManifestSecretInput], {
    nullable: true,
    description:
      'The secrets that the manifest refers to as `${env:…}`, `${file:…}` or `${secret:…}`: they are sent separately, never in its text.',
  })
  secrets?: ManifestSecretInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to return the plan without applying it.',
    defaultValue: false,
  })
  dryRun?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether to delete objects that the manifest's sections do not list. Absent sections are left unchanged.",
    defaultValue: false,
  })
  prune?: boolean | null;

  @Field(() => String, { nullable: true, description: APPLY_SELECTOR_DESCRIPTION })
  labelSelector?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the reviewed plan. Refused with CONFLICT, reason PLAN_CHANGED, if the plan is now different.',
  })
  expectedPlanId?: string | null;
}

@ObjectType({ description: 'What applying a manifest changed, or would change.', implements: [ChangePayload] })
export class ApplyManifestPayload extends ChangePayload {
  @Field(() => ChangePlan, { description: 'What it changed, or would change.' })
  plan: ChangePlan;

  @Field(() => Boolean, { description: 'Whether it was applied; false for a dry run.' })
  applied: boolean;
}
