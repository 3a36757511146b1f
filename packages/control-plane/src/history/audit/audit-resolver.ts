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
    description: 'What was refused, the newest first; what was done is in `revisions`. Kept for 90 days.',
  })
  auditEvents(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AuditEventFilter, { nullable: true, description: 'Which to return; all unless given.' })
    filter: AuditEventFilter | null,
  ): Promise<Page<AuditEvent>> {
    return this.queries.list(page, filter);
  }
}
