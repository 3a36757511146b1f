import 'reflect-metadata';
import { accessTokenModule } from './access-tokens/access-token-module';
import { aiApiModule } from './ai-apis/ai-api-module';
import { consumerModule } from './consumers/consumer-module';
import { endpointModule } from './endpoints/endpoint-module';
import { modelModule } from './models/model-module';
import { policyModule } from './policies/policy-module';
import { providerModule } from './providers/provider-module';

/**
 * The nouns that operators configure: a new one is added here, and nowhere else. A configuration's rows are created in this
 * order and deleted in reverse, so each noun follows those that it refers to. `node` searches for an id in this order.
 */
export const NOUNS = [
  providerModule,
  modelModule,
  endpointModule,
  aiApiModule,
  policyModule,
  consumerModule,
  accessTokenModule,
] as const;
