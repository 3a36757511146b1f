import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { LabelInput, NEW_LABELS_DESCRIPTION } from '../labels/label';
import { Provider } from './provider';
import { ProviderProfileInput } from './provider-profile-input';

@InputType({ description: 'What to change in a provider.' })
export class UpdateProviderInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The provider's id." })
  providerId: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  displayName?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: NEW_LABELS_DESCRIPTION })
  labels?: LabelInput[] | null;

  @Field(() => ProviderProfileInput, {
    nullable: true,
    description: 'The new overrides, replacing all existing ones; null for none.',
  })
  profile?: ProviderProfileInput | null;
}

@ObjectType({ description: 'The provider that was changed.', implements: [ChangePayload] })
export class UpdateProviderPayload extends ChangePayload {
  @Field(() => Provider, { description: 'The provider.' })
  provider: Provider;
}
