import type { GraphQLSchema } from 'graphql';
import type { Server } from 'node:http';
import type { SampledLog } from '@switchyard/runtime';
import type { Logger } from 'pino';
import type { CreateContext } from '../../objects/loaders/request-context';
import type { LiveContext } from './live-context';
import type { AdmissionParts } from '../http/admission';
import { LiveCallers } from './live-callers';
import { LiveErrors } from './live-errors';
import type { LiveLimits } from './live-limits';
import { LiveOperations } from './live-operations';
import { LiveServer } from './live-server';

export interface LiveParts {
  readonly httpServer: Server;
  readonly schema: GraphQLSchema;
  readonly admission: AdmissionParts;
  readonly createContext: CreateContext<LiveContext>;
  readonly limits: LiveLimits;
  readonly now: () => Date;
  readonly log: Logger;
  /** For the errors of requests. */
  readonly sampledLog: SampledLog;
}

/** Wires the server for subscriptions. */
export function createLiveServer(parts: LiveParts): LiveServer {
  const { httpServer, schema, admission, createContext, limits, now, log, sampledLog } = parts;
  const { authenticator, sessions, audit } = admission;
  const callers = new LiveCallers({ authenticator, sessions, audit, limits, now, log });
  const operations = new LiveOperations({ schema, admission, callers, createContext });
  const errors = new LiveErrors({ audit, sampledLog });
  return new LiveServer({ httpServer, admission, callers, operations, errors, limits, log });
}
