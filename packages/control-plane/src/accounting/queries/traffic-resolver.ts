import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { AiApi } from '../../objects/ai-apis/ai-api';
import { Consumer } from '../../objects/consumers/consumer';
import { Endpoint } from '../../objects/endpoints/endpoint';
import { Provider } from '../../objects/providers/provider';
import { Traffic, TrafficPeriod } from './traffic';
import type { TrafficQueries } from './traffic-queries';

/** The argument of each field. */
function Last(): ReturnType<typeof Arg> {
  return Arg('last', () => TrafficPeriod, { nullable: true, defaultValue: 'HOUR', description: 'The period.' });
}

@Resolver(() => AiApi)
export class AiApiTrafficResolver {
  constructor(private readonly queries: TrafficQueries) {}

  @FieldResolver(() => Traffic, { description: 'Requests to it, and the calls to vendors that they caused.' })
  traffic(@Root() { id }: AiApi, @Last() last: TrafficPeriod | null): Promise<Traffic> {
    return this.queries.of('aiApi', id, last ?? 'HOUR');
  }
}

@Resolver(() => Consumer)
export class ConsumerTrafficResolver {
  constructor(private readonly queries: TrafficQueries) {}

  @FieldResolver(() => Traffic, { description: 'Its requests, and the calls to vendors that they caused.' })
  traffic(@Root() { id }: Consumer, @Last() last: TrafficPeriod | null): Promise<Traffic> {
    return this.queries.of('consumer', id, last ?? 'HOUR');
  }
}

@Resolver(() => Provider)
export class ProviderTrafficResolver {
  constructor(private readonly queries: TrafficQueries) {}

  @FieldResolver(() => Traffic, { description: 'Calls to it.' })
  traffic(@Root() { id }: Provider, @Last() last: TrafficPeriod | null): Promise<Traffic> {
    return this.queries.of('provider', id, last ?? 'HOUR');
  }
}

@Resolver(() => Endpoint)
export class EndpointTrafficResolver {
  constructor(private readonly queries: TrafficQueries) {}

  @FieldResolver(() => Traffic, { description: 'Calls to it.' })
  traffic(@Root() { id }: Endpoint, @Last() last: TrafficPeriod | null): Promise<Traffic> {
    return this.queries.of('endpoint', id, last ?? 'HOUR');
  }
}
