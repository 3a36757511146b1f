import { providerProfileSchema } from '@switchyard/contract';
import { type ClassType, Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import { inputTypeOfMember } from '../../kernel/graphql/schema-types';
import { describeOverride, type profileOverridesSchema } from './profile-overrides';

export type ProviderProfileInput = z.input<typeof profileOverridesSchema>;
export const ProviderProfileInput: ClassType<ProviderProfileInput> = class {};

InputType('ProviderProfileInput', {
  description:
    "Overrides of a template's profile. An absent or null member keeps the template's value; an empty string removes it.",
})(ProviderProfileInput);

for (const [name, member] of Object.entries(providerProfileSchema.shape)) {
  const type = inputTypeOfMember(member);
  Field(() => type, { nullable: true, description: describeOverride(member) })(ProviderProfileInput.prototype, name);
}
