import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import { isNativeError } from 'node:util/types';
import type { SampledLog } from '@switchyard/runtime';
import type { CreateContext, RequestContext } from '../../objects/loaders/request-context';
import type { AdmissionParts } from './admission';
import { allowOrigins } from './allow-origins';
import { admit, callerOf } from './admit';
import { checkRequest } from './check-request';
import { correlate, correlationIdOf } from './correlation-id';
import { answerError } from './error-answer';
import { closeSignal } from './close-signal';
import { readiness, type ReadinessParts } from './readiness';
import { readBody } from './request-body';

/** The handlers of the console, in the order of the requests that they answer. */
export interface ConsoleHandlers {
  readonly sessions: RequestHandler;
  readonly files: RequestHandler;
  readonly playground: RequestHandler;
  /** For a browser that opens the address of GraphQL. */
  readonly graphqlPage: RequestHandler;
  readonly page: RequestHandler;
}

export interface HttpAppOptions extends ReadinessParts {
  readonly graphql: ApolloServer<RequestContext>;
  readonly admission: AdmissionParts;
  readonly createContext: CreateContext;
  readonly allowedOrigins: readonly string[];
  /** Called with the status of each response at /graphql. */
  readonly onResponse: (status: number) => void;
  /** What browsers load, and how they sign in. */
  readonly console: ConsoleHandlers;
  readonly sampledLog: SampledLog;
}

export function addRoutes(app: Express, options: HttpAppOptions): void {
  const { graphql, admission, createContext, allowedOrigins, onResponse, sampledLog, console } = options;
  app.disable('x-powered-by');
  app.use(correlate);
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const { status, content } = await readiness(options);
    response.status(status).json(content);
  });
  app.use(console.sessions);
  app.use(console.files);
  app.use(console.playground);
  app.use('/graphql', console.graphqlPage);
  app.use(
    '/graphql',
    keepFromCaches,
    countResponses(onResponse),
    allowOrigins(allowedOrigins),
    admit(admission),
    readBody(),
    checkRequest,
    expressMiddleware(graphql, {
      context: async ({ res }) => createContext(callerOf(res), closeSignal(res)),
    }),
  );
  app.use(console.page);
  app.use((_request, response) => answerError(response, 404, 'BAD_REQUEST', 'Not found. GraphQL is at /graphql.'));
  app.use(answerFailure(sampledLog));
}

/** An answer is its caller's alone, and true for this moment. */
function keepFromCaches(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('cache-control', 'no-store');
  next();
}

function countResponses(onResponse: (status: number) => void) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    response.once('finish', () => onResponse(response.statusCode));
    next();
  };
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
