import { Arg, Args, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { Page } from '../../kernel/graphql/connection';
import { PageArgs } from '../../kernel/graphql/page-args';
import { AuditEvent, AuditEventConnection } from './audit-event';
import { AuditEventFilter } from './audit-event-filter';
import type { AuditQueries } from './audit-queries';

@Resolver(() => AuditEvent)
export class AuditResolver {
  constructor(private readonly queries: AuditQueries) {}

  @Requires('ADMIN')
  @Query(() => AuditEventConnection, {
    nullable: true,
    description: 'Refused requests and operations, newest first, kept for 90 days. For changes, see `revisions`.',
  })
  auditEvents(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AuditEventFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: AuditEventFilter | null,
  ): Promise<Page<AuditEvent>> {
    return this.queries.list(page, filter);
  }
}
