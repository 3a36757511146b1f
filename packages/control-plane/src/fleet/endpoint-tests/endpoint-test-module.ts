import { type NounModule, resolver } from '../../kernel/noun-module';
import type { ObjectParts } from '../../objects/object-parts';
import { EndpointTestResolver } from './endpoint-test-resolver';
import { type CallerRate, EndpointTestService } from './endpoint-test-service';
import type { EndpointTester } from './endpoint-tester';

export interface EndpointTestParts extends ObjectParts {
  readonly endpointTester: EndpointTester;
  /** Allows `ENDPOINT_TESTS_PER_MINUTE_MAX`. */
  readonly endpointTestRate: CallerRate;
}

export const endpointTestModule: NounModule<EndpointTestParts> = {
  resolvers: [
    resolver(EndpointTestResolver, ({ dataSource, endpointTester, endpointTestRate }) => [
      new EndpointTestService(dataSource, endpointTester, endpointTestRate),
    ]),
  ],
};
