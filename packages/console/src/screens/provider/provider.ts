import type { ProviderQuery } from './documents.generated';

export type Provider = NonNullable<ProviderQuery['provider']>;
export type Model = Provider['models'][number];
export type Endpoint = Provider['endpoints'][number];
export type Environment = Endpoint['environment'];
