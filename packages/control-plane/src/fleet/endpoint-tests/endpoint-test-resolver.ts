import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { RequestContext } from '../../objects/loaders/request-context';
import { FetchModelsInput, FetchModelsPayload, TestEndpointInput, TestEndpointPayload } from './endpoint-test';
import type { EndpointTestService } from './endpoint-test-service';

@Resolver()
export class EndpointTestResolver {
  constructor(private readonly service: EndpointTestService) {}

  @Requires('EDITOR')
  @Mutation(() => TestEndpointPayload, {
    nullable: true,
    description:
      "Tests an endpoint: a live data plane asks its vendor for the list of models, with the endpoint's credential. Changes nothing. At most 10 tests a minute; UNAVAILABLE if no data plane is live.",
  })
  testEndpoint(
    @Arg('input', () => TestEndpointInput, { description: 'The endpoint to test.' }) input: TestEndpointInput,
    @Ctx() context: RequestContext,
  ): Promise<TestEndpointPayload> {
    return this.service.test(context, input);
  }

  @Requires('EDITOR')
  @Mutation(() => FetchModelsPayload, {
    nullable: true,
    description:
      "Asks an endpoint's vendor for its models, as `testEndpoint` does, and says which of them the provider has. Changes nothing. Counts as a test.",
  })
  fetchModels(
    @Arg('input', () => FetchModelsInput, { description: 'The endpoint to ask.' }) input: FetchModelsInput,
    @Ctx() context: RequestContext,
  ): Promise<FetchModelsPayload> {
    return this.service.fetchModels(context, input);
  }
}
