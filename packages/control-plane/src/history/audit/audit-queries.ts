import type { DataSource } from 'typeorm';
import { keysetPage, type KeysetOrder } from '../../kernel/database/keyset-page';
import type { Page } from '../../kernel/graphql/connection';
import { ListFilter } from '../../kernel/database/list-filter';
import type { PageArgs } from '../../kernel/graphql/page-args';
import { AuditEventEntity } from './audit-event-entity';
import type { AuditEventFilter } from './audit-event-filter';

/** Ids ascend over time. */
const NEWEST_FIRST: KeysetOrder<AuditEventEntity> = {
  columns: [{ column: 'event.id', type: 'uuid', of: ({ id }) => id }],
  direction: 'DESC',
};

export class AuditQueries {
  constructor(private readonly dataSource: DataSource) {}

  list(args: PageArgs, filter: AuditEventFilter | null | undefined): Promise<Page<AuditEventEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(AuditEventEntity, 'event');
    new ListFilter(query)
      .oneOf('event.kind', 'kinds', filter?.kinds)
      .oneOf('event.actorId', 'actorIds', filter?.actorIds)
      .since('event.at', filter?.since)
      .before('event.at', filter?.until);
    return keysetPage(query, NEWEST_FIRST, args);
  }
}
