import { providerProfileSchema } from '@switchyard/contract';
import { type ClassType, Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import { inputTypeOfMember } from '../../kernel/graphql/schema-types';
import { describeOverride, type profileOverridesSchema } from './profile-overrides';

export type ProviderProfileInput = z.input<typeof profileOverridesSchema>;
export const ProviderProfileInput: ClassType<ProviderProfileInput> = class {};

InputType('ProviderProfileInput', {
  description:
    "What a profile does differently from its template. A member that is absent or null keeps the template's value; an empty text takes that value away.",
})(ProviderProfileInput);

for (const [name, member] of Object.entries(providerProfileSchema.shape)) {
  const type = inputTypeOfMember(member);
  Field(() => type, { nullable: true, description: describeOverride(member) })(ProviderProfileInput.prototype, name);
}
