import { isAsyncIterable } from '@graphql-tools/utils';
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  locatedError,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { DomainError } from '../../kernel/errors/domain-error';
import type { CreateContext } from '../../objects/loaders/request-context';
import type { LiveContext } from './live-context';
import { COST_MAX } from '../document/operation-cost';
import { type AdmissionParts, countRequest } from '../http/admission';
import type { Caller } from '../../kernel/caller/caller';
import { interruptible } from './interruptible';
import type { LiveCallers } from './live-callers';
import type { LiveConnection } from './live-connection';
import { asGraphqlError, RefusedDocument, subscriptionDocument } from './subscription-document';

export interface LiveOperationsParts {
  readonly schema: GraphQLSchema;
  readonly admission: AdmissionParts;
  readonly callers: LiveCallers;
  readonly createContext: CreateContext<LiveContext>;
}

/** Starts subscriptions, and resolves each event as a separate request. */
export class LiveOperations {
  /** The most fields that one event can have, by document. */
  readonly #fieldsOf = new WeakMap<DocumentNode, number>();

  constructor(private readonly parts: LiveOperationsParts) {}

  /** Returns what to execute, or the errors if it is refused. */
  async prepare(caller: Caller, payload: SubscribePayload): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { schema, admission } = this.parts;
    const retryAfterSeconds = await countRequest(admission, caller);
    if (retryAfterSeconds !== null) {
      const message = 'Too many requests per minute. Try again later.';
      return [asGraphqlError(new DomainError('RATE_LIMITED', message, { retryAfterSeconds }))];
    }
    try {
      const { document, fields } = subscriptionDocument(schema, payload);
      this.#fieldsOf.set(document, fields);
      return { schema, document, operationName: payload.operationName, variableValues: payload.variables };
    } catch (error) {
      if (!(error instanceof RefusedDocument)) throw error;
      return error.errors;
    }
  }

  start(
    connection: LiveConnection,
    caller: Caller,
    args: ExecutionArgs,
  ): AsyncGenerator<ExecutionResult> | ExecutionResult {
    const fields = this.#fieldsOf.get(args.document) ?? COST_MAX;
    const { callers } = this.parts;
    if (!callers.maySubscribe(caller, fields)) return refused(tooCostly(fields, callers.subscribedFieldsMax));
    const results: AsyncGenerator<ExecutionResult, void, void> = interruptible(
      (signal) => this.#results(connection, caller, args, signal),
      () => connection.ended(results),
    );
    if (connection.begin(results, fields)) return results;
    return refused(
      `The connection already has ${connection.subscriptionCount} subscriptions, the maximum: end one first.`,
    );
  }

  async *#results(
    connection: LiveConnection,
    caller: Caller,
    args: ExecutionArgs,
    signal: AbortSignal,
  ): AsyncGenerator<ExecutionResult, void, void> {
    const context = () => this.parts.createContext(caller, signal);
    const source = await createSourceEventStream({ ...args, contextValue: context() });
    if (!isAsyncIterable(source)) return yield source;
    const events = source[Symbol.asyncIterator]();
    const leave = () => void events.return?.().catch(() => undefined);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) return leave();
    try {
      for (;;) {
        const event = await events.next();
        if (event.done === true || signal.aborted || !this.parts.callers.mayReceive(connection)) return;
        // Each event has a new context, so nothing is cached from one event to the next.
        yield await execute({ ...args, rootValue: event.value, contextValue: context() });
      }
    } catch (error) {
      yield { errors: [sourceError(error, args)] };
    } finally {
      leave();
    }
  }
}

function refused(message: string): ExecutionResult {
  return { errors: [asGraphqlError(new DomainError('BAD_REQUEST', message))] };
}

function tooCostly(fields: number, fieldsMax: number): string {
  return `An event of this subscription can have ${fields} fields; over all subscriptions of the caller the maximum is ${fieldsMax}. End another subscription, select fewer fields or use a smaller \`first\`.`;
}

/** Locates an error that ends a subscription at its only field. */
function sourceError(error: unknown, { document, operationName }: ExecutionArgs): GraphQLError {
  const [field] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  const key = field?.kind === Kind.FIELD ? (field.alias ?? field.name).value : '';
  return locatedError(error, field, [key]);
}
