import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import type { Express, NextFunction, Request, Response } from 'express';
import { isNativeError } from 'node:util/types';
import type { SampledLog } from '@switchyard/runtime';
import type { CreateContext, RequestContext } from '../../objects/loaders/request-context';
import type { LagState } from '../../publication/publication-lag';
import type { AdmissionParts } from './admission';
import { allowOrigins } from './allow-origins';
import { admit, callerOf } from './admit';
import { correlate, correlationIdOf } from './correlation-id';
import { answerError } from './error-answer';
import { closeSignal } from './close-signal';
import { readBody } from './request-body';

export interface HttpAppOptions {
  readonly graphql: ApolloServer<RequestContext>;
  readonly admission: AdmissionParts;
  readonly createContext: CreateContext;
  readonly allowedOrigins: readonly string[];
  readonly databaseAnswers: () => Promise<boolean>;
  readonly publication: () => LagState;
  readonly sampledLog: SampledLog;
}

export function addRoutes(app: Express, options: HttpAppOptions): void {
  const { graphql, admission, createContext, allowedOrigins, databaseAnswers, publication, sampledLog } = options;
  app.disable('x-powered-by');
  app.use(correlate);
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const ready = await databaseAnswers();
    // Without publication the API still works, and says why in `publicationProblem`; so it stays ready.
    const status = ready ? 'ok' : 'the database is unavailable';
    response.status(ready ? 200 : 503).json({ status, publication: publication() });
  });
  app.use(
    '/graphql',
    allowOrigins(allowedOrigins),
    admit(admission),
    readBody(),
    expressMiddleware(graphql, {
      context: async ({ res }) => createContext(callerOf(res), closeSignal(res)),
    }),
  );
  app.use((_request, response) => answerError(response, 404, 'BAD_REQUEST', 'Not found. GraphQL is at /graphql.'));
  app.use(answerFailure(sampledLog));
}

/** Express recognizes an error handler by its four parameters. */
function answerFailure(log: SampledLog) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status >= 400 && status < 500)
      return answerError(response, status, 'BAD_REQUEST', 'The request is not a JSON GraphQL request.');
    const reason = isNativeError(error) ? error.message : 'unknown';
    const correlationId = correlationIdOf(response);
    log.write('http', 'error', 'request failed', () => ({ correlationId, reason }));
    answerError(response, 500, 'INTERNAL_SERVER_ERROR', 'The control plane failed.');
  };
}

function statusOf(error: unknown): number {
  const status: unknown = isNativeError(error) ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' ? status : 500;
}
