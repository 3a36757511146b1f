import { FieldResolver, Resolver, Root } from 'type-graphql';
import { AiApi } from '../../objects/ai-apis/ai-api';
import { Consumer } from '../../objects/consumers/consumer';
import { Endpoint } from '../../objects/endpoints/endpoint';
import { Provider } from '../../objects/providers/provider';
import type { HealthSummaries } from './health-summaries';
import { HealthSummary } from './health-summary';

const UNKNOWN = 'null if no data plane is live';

@Resolver(() => AiApi)
export class AiApiHealthResolver {
  constructor(private readonly summaries: HealthSummaries) {}

  @FieldResolver(() => HealthSummary, { nullable: true, description: `The health of its targets; ${UNKNOWN}.` })
  health(@Root() { id }: AiApi): Promise<HealthSummary | null> {
    return this.summaries.of('aiApi', id);
  }
}

@Resolver(() => Provider)
export class ProviderHealthResolver {
  constructor(private readonly summaries: HealthSummaries) {}

  @FieldResolver(() => HealthSummary, {
    nullable: true,
    description: `The health of all targets with its models; ${UNKNOWN}.`,
  })
  health(@Root() { id }: Provider): Promise<HealthSummary | null> {
    return this.summaries.of('provider', id);
  }
}

@Resolver(() => Endpoint)
export class EndpointHealthResolver {
  constructor(private readonly summaries: HealthSummaries) {}

  @FieldResolver(() => HealthSummary, { nullable: true, description: `The health of all targets at it; ${UNKNOWN}.` })
  health(@Root() { id }: Endpoint): Promise<HealthSummary | null> {
    return this.summaries.of('endpoint', id);
  }
}

@Resolver(() => Consumer)
export class ConsumerHealthResolver {
  constructor(private readonly summaries: HealthSummaries) {}

  @FieldResolver(() => HealthSummary, {
    nullable: true,
    description: `The health of the targets of all AI APIs that it may use; ${UNKNOWN}.`,
  })
  health(@Root() { id }: Consumer): Promise<HealthSummary | null> {
    return this.summaries.of('consumer', id);
  }
}
