import type { EditedPoliciesQuery } from './documents.generated';

export type EditedAiApi = NonNullable<EditedPoliciesQuery['aiApi']>;
