import { Field, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { LabelInput, LABELS_INPUT_DESCRIPTION } from '../labels/label';
import { ModelInput } from '../models/model-input';
import { Provider } from './provider';
import { ProviderProfileInput } from './provider-profile-input';
import { ProviderTemplate } from './provider-template';

@InputType({ description: 'The provider to create.' })
export class CreateProviderInput extends ChangeInput {
  @Field(() => String, {
    description: 'Its name, unique among providers, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`.',
  })
  name: string;

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to `name`.' })
  displayName?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: LABELS_INPUT_DESCRIPTION })
  labels?: LabelInput[] | null;

  @Field(() => ProviderTemplate, { description: 'The template to create it from.' })
  template: ProviderTemplate;

  @Field(() => ProviderProfileInput, {
    nullable: true,
    description: "Overrides of the template's profile; for CUSTOM, the whole profile.",
  })
  profile?: ProviderProfileInput | null;

  @Field(() => [ModelInput], { nullable: true, description: 'Its first models.' })
  models?: ModelInput[] | null;
}

@ObjectType({ description: 'The provider that was created.', implements: [ChangePayload] })
export class CreateProviderPayload extends ChangePayload {
  @Field(() => Provider, { description: 'The provider.' })
  provider: Provider;
}
