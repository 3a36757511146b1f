import {
  type DocumentNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import type { AuditTrail } from '../../history/audit/audit-trail';
import { noteForbidden } from '../errors/note-forbidden';
import { causeOf, errorDescriber } from '../errors/describe-error';
import { logError } from '../errors/log-error';
import type { Caller } from '../../kernel/caller/caller';

export interface LiveErrorsParts {
  readonly schema: GraphQLSchema;
  readonly audit: AuditTrail;
  readonly log: Logger;
}

/** What becomes of the errors of a subscription: the same as of those of a request over HTTP. */
export class LiveErrors {
  readonly #describe: ReturnType<typeof errorDescriber>;

  constructor(private readonly parts: LiveErrorsParts) {
    this.#describe = errorDescriber(parts.schema);
  }

  /** What the caller may see; the log and the audit trail are told the rest. */
  async answer(
    errors: readonly GraphQLError[],
    caller: Caller,
    document?: DocumentNode,
    operationName?: string | null,
  ): Promise<GraphQLFormattedError[]> {
    const { audit, log } = this.parts;
    const { correlationId } = caller;
    const operation = document && getOperationAST(document, operationName);
    await noteForbidden(audit, caller, errors, { document, operation });
    return errors.map((error) => {
      logError(log, causeOf(error), correlationId);
      const described = this.#describe(error.toJSON(), error);
      return { ...described, extensions: { ...described.extensions, correlationId } };
    });
  }
}
