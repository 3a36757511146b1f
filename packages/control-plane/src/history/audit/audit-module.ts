import { type NounModule, resolver } from '../../kernel/noun-module';
import type { ObjectParts } from '../../objects/object-parts';
import { AuditEventEntity } from './audit-event-entity';
import { AuditQueries } from './audit-queries';
import { AuditResolver } from './audit-resolver';

export const auditModule: NounModule<ObjectParts> = {
  entities: [AuditEventEntity],
  resolvers: [resolver(AuditResolver, ({ dataSource }) => [new AuditQueries(dataSource)])],
};
