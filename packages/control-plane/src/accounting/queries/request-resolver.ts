import { Arg, Args, ID, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../kernel/graphql/page-args';
import { Requires } from '../../kernel/graphql/requires';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { RecordedRequest, RecordedRequestPage } from './recorded-request';
import { RequestFilter } from './request-filter';
import type { RequestQueries } from './request-queries';

@Resolver(() => RecordedRequest)
export class RequestResolver {
  constructor(private readonly queries: RequestQueries) {}

  @Requires('VIEWER')
  @Query(() => RecordedRequest, {
    nullable: true,
    description: 'What happened to one request; null if there is no record of it.',
  })
  request(
    @Arg('id', () => ID, { description: 'Its id, from the response header `x-request-id`.' }) id: string,
  ): Promise<RecordedRequest | null> {
    return this.queries.find(id);
  }

  @Requires('VIEWER')
  @Query(() => RecordedRequestPage, { description: 'The recorded requests, newest first.' })
  requests(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => RequestFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: RequestFilter | null,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'Those that began at this time or later.' })
    from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Those that began before this time.' })
    to: Date | null,
  ): Promise<RecordedRequestPage> {
    return this.queries.list({ page, filter: filter ?? {}, from: from ?? null, to: to ?? null });
  }
}
