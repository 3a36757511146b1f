import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import { causeOf } from './describe-error';
import { DomainError } from '../../kernel/errors/domain-error';
import { rootFieldOf } from '../../kernel/graphql/root-field';
import type { Caller } from '../../kernel/caller/caller';
import type { Role } from '../../kernel/caller/role';
import type { AuditTrail } from '../../history/audit/audit-trail';

interface Asked {
  readonly document: DocumentNode | undefined;
  readonly operation: OperationDefinitionNode | null | undefined;
}

/** Notes each root field under which something was refused for want of a role, once. */
export async function noteForbidden(
  audit: AuditTrail,
  { actor, remoteAddress, correlationId }: Caller,
  errors: readonly GraphQLError[],
  { document, operation }: Asked,
): Promise<void> {
  const refused = new Map<string, Role | null>();
  for (const error of errors) {
    const cause = causeOf(error);
    if (!(cause instanceof DomainError) || cause.code !== 'FORBIDDEN') continue;
    const field = rootFieldOf(document, operation, error.path?.[0]);
    if (field !== null) refused.set(field, cause.details.requiredRole ?? null);
  }
  for (const [operationName, requiredRole] of refused) {
    await audit.note({
      kind: 'FORBIDDEN',
      actor,
      operation: operationName,
      requiredRole,
      remoteAddress,
      correlationId,
    });
  }
}
