import type { ConsumerQuery } from './documents.generated';

export type Consumer = NonNullable<ConsumerQuery['consumer']>;
