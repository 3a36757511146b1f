import { type DocumentNode, getOperationAST, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { SampledLog } from '@switchyard/runtime';
import type { AuditTrail } from '../../history/audit/audit-trail';
import { noteForbidden } from '../errors/note-forbidden';
import { causeOf, describeError } from '../errors/describe-error';
import { logError } from '../errors/log-error';
import type { Caller } from '../../kernel/caller/caller';

export interface LiveErrorsParts {
  readonly audit: AuditTrail;
  readonly sampledLog: SampledLog;
}

/** Answers, logs and audits the errors of a subscription as those of a request over HTTP. */
export class LiveErrors {
  constructor(private readonly parts: LiveErrorsParts) {}

  /** Returns what the caller may see, and writes the rest to the log and the audit trail. */
  async answer(
    errors: readonly GraphQLError[],
    caller: Caller,
    document?: DocumentNode,
    operationName?: string | null,
  ): Promise<GraphQLFormattedError[]> {
    const { audit, sampledLog } = this.parts;
    const { correlationId } = caller;
    const operation = document && getOperationAST(document, operationName);
    await noteForbidden(audit, caller, errors, { document, operation });
    return errors.map((error) => {
      logError(sampledLog, causeOf(error), correlationId);
      const described = describeError(error.toJSON(), error);
      return { ...described, extensions: { ...described.extensions, correlationId } };
    });
  }
}
