import { connectionOf } from '../graphql/connection';
import { AuditEvent } from './audit-event';

export const AuditEventConnection = connectionOf(AuditEvent, 'AuditEvent', 'audit events');
