import type { AiApiQuery } from './documents.generated';

export type AiApi = NonNullable<AiApiQuery['aiApi']>;
