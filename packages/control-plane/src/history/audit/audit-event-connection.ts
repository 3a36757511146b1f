import { connectionOf } from '../../kernel/graphql/connection';
import { AuditEvent } from './audit-event';

export const AuditEventConnection = connectionOf(AuditEvent, 'AuditEvent', 'audit events');
