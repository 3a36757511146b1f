import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ambiguityOutsideModel,
  checkRequestPath,
  findByBasePath,
  matchOperation,
  refuseAdmission,
  type AdmissionRefusal,
  type SafePath,
} from '@switchyard/routing';
import type { Logger } from 'pino';
import { authenticate, INVALID_KEY_MESSAGE, type ConsumerDirectory } from './authenticate';
import { CandidateWalk, type WalkContext } from './candidate-walk';
import { withoutParameters } from './consumer-key';
import type { OutgoingRequest } from './outgoing-request';
import { Exchange } from './exchange';
import { GatewayError } from './gateway-error';
import { askedModels, listModels } from './model-list';
import { ConsumerGone, readRequestBody, type BodyLimits } from './request-body';
import { planRouted, planUnrouted } from './route-plan';
import type { ServedAiApi } from './served-ai-api';
import type { ConsumerTimeouts } from '../limits/consumer-timeouts';
import { overloaded, type Place } from '../limits/load';
import type { OverloadLog } from '../limits/overload-log';
import { isTraceAsked } from '../trace/trace-header';
import { upstreamHeaders } from './upstream-headers';

/** The part of the routing table that requests are served from. */
export interface ServedTable extends ConsumerDirectory {
  /** Null until there is a routing table. */
  readonly position: { readonly revision: number } | null;
  readonly aiApisByBasePath: ReadonlyMap<string, ServedAiApi>;
}

/** What the corridor needs of its surroundings. */
export interface GatewayContext extends WalkContext {
  readonly table: ServedTable;
  readonly requestBodyBytesMax: number;
  readonly consumerTimeouts: ConsumerTimeouts;
  /** Told of each request's consumer key. */
  readonly onKeyUsed?: (consumerKeyId: string, nowMs: number) => void;
  readonly log: Logger;
}

/** What the listener adds of its own. */
export interface ServingContext extends GatewayContext {
  readonly overloadLog: OverloadLog;
}

const FAILED = 'a request has failed';

/** After how many seconds a request may be tried again that came before the routing table did. */
const RETRY_WITHOUT_TABLE_SECONDS = 5;

/**
 * Takes one request through the gateway, from its first line to its accounting. Never rejects.
 *
 * @param place null where the gateway has none left
 */
export async function handleRequest(
  context: ServingContext,
  request: IncomingMessage,
  response: ServerResponse,
  place: Place | null,
): Promise<void> {
  const startedAtMs = context.nowMs();
  const exchange = new Exchange(randomUUID(), request, response, context.table.position?.revision ?? null);
  try {
    await serve(context, exchange, place);
  } catch (error) {
    refuse(context, exchange, error);
  }
  account(context, exchange, startedAtMs);
}

/** The corridor: each step either goes on or throws the gateway's answer. */
async function serve(context: GatewayContext, exchange: Exchange, place: Place | null): Promise<void> {
  const { table, nowMs } = context;
  const { request } = exchange;
  const { path, query, isAmbiguous } = acceptPath(context, exchange);
  const match = findByBasePath(table.aiApisByBasePath, path);
  const served = match?.found ?? null;
  exchange.serves(served?.routable.entry ?? null);
  if (place === null) throw overloaded('The gateway serves as many requests as it can.');

  // Whether there is such an AI API is told to known consumers only.
  const caller = authenticate(table, request, query, served?.keyPlace ?? null, nowMs());
  exchange.consumerName = caller.consumer.name;
  context.onKeyUsed?.(caller.keyId, nowMs());
  if (isTraceAsked(request.headers, caller.consumer)) exchange.traceClock = nowMs;
  const refusal = refuseAdmission(caller.consumer, served?.routable.entry.id ?? null);
  if (refusal !== null || match === null || served === null) throw notAdmitted(refusal ?? 'ai_api_not_found');

  const asked = askedModels(served, caller.environment, request.method ?? '', match.rest);
  if (asked !== null) {
    exchange.answerJson(listModels(served, caller.environment, asked));
    return;
  }
  const operation = matchOperation(served.routable, request.method ?? '', match.rest);
  const ambiguity = isAmbiguous ? ambiguityOutsideModel(match.rest, operation?.modelSegment ?? null) : null;
  if (ambiguity !== null) throw new GatewayError('invalid_path', ambiguity);
  const outgoing = outgoingRequest(request, served, match.rest, query, operation !== null);
  const plan =
    operation === null
      ? planUnrouted(served, caller.environment, outgoing, request)
      : planRouted(
          served,
          caller.environment,
          operation,
          { ...outgoing, body: await readRequestBody(request, bodyLimits(context, place)) },
          nowMs(),
        );
  exchange.explainRoute = () => plan.explain();
  await new CandidateWalk(context, exchange, plan, outgoing).run();
}

const ADMISSION_MESSAGES: Record<AdmissionRefusal, string> = {
  invalid_api_key: INVALID_KEY_MESSAGE,
  ai_api_not_found: 'There is no AI API at this path: check the base URL.',
  access_denied: 'This consumer has no access to this AI API: ask its operator for a grant.',
};

function notAdmitted(refusal: AdmissionRefusal): GatewayError {
  return new GatewayError(refusal, ADMISSION_MESSAGES[refusal]);
}

function bodyLimits({ requestBodyBytesMax, consumerTimeouts }: GatewayContext, place: Place): BodyLimits {
  return { bytesMax: requestBodyBytesMax, timeouts: consumerTimeouts, place };
}

function acceptPath({ table }: GatewayContext, exchange: Exchange): SafePath & { ok: true } {
  if (table.position === null) {
    throw new GatewayError(
      'no_routing_table',
      'The gateway has not received its routing table yet.',
      RETRY_WITHOUT_TABLE_SECONDS,
    );
  }
  const target = exchange.request.url ?? '';
  const checked = checkRequestPath(target);
  // A vendor that honours TRACE would send the credential back (RFC 9110, section 9.3.8).
  const isTrace = exchange.request.method === 'TRACE';
  if (checked.ok && !isTrace) return checked;
  // In the words of the provider, as far as the path tells which that is.
  exchange.serves(findByBasePath(table.aiApisByBasePath, target)?.found.routable.entry ?? null);
  throw new GatewayError('invalid_path', checked.ok ? 'The method TRACE is not passed on.' : checked.problem);
}

function outgoingRequest(
  request: IncomingMessage,
  served: ServedAiApi,
  path: string,
  query: string,
  isRouted: boolean,
): OutgoingRequest {
  const headers = upstreamHeaders(request, isRouted ? served.replacedHeaders.routed : served.replacedHeaders.unrouted);
  // The answer to a routed operation is read, at least where it is a failure.
  if (isRouted) headers.push('accept-encoding', 'identity');
  else if (request.headers['content-length']) headers.push('content-length', request.headers['content-length']);
  return { method: request.method ?? 'GET', path, query: withoutParameters(query, served.keyParameters), headers };
}

function refuse({ log }: GatewayContext, exchange: Exchange, error: unknown): void {
  if (error instanceof ConsumerGone || exchange.consumerGone) return;
  if (error instanceof GatewayError) {
    exchange.refusal = error.code;
    // A body that stopped coming would keep the connection busy; RFC 9110, section 15.5.9.
    if (error.code === 'request_timeout') exchange.response.shouldKeepAlive = false;
    exchange.answerError(error);
    return;
  }
  log.error({ requestId: exchange.id, err: error }, 'a request met a fault of the gateway');
  exchange.refusal = 'internal';
  exchange.fault();
}

/** Failed requests are logged with all that is known of them; the others only count. */
function account({ log, overloadLog, nowMs }: ServingContext, exchange: Exchange, startedAtMs: number): void {
  if (exchange.refusal === null && exchange.attempts.every(({ outcome }) => outcome === 'ANSWERED')) return;
  const isRefusedForOverload = exchange.refusal === 'overloaded';
  if (isRefusedForOverload && overloadLog.isFull) return overloadLog.leaveOut();
  const record = {
    requestId: exchange.id,
    aiApi: exchange.aiApiName,
    consumer: exchange.consumerName,
    revision: exchange.revision,
    refusal: exchange.refusal,
    consumerGone: exchange.consumerGone,
    route: exchange.explainRoute?.() ?? null,
    attempts: exchange.attempts,
    durationMs: Math.round(nowMs() - startedAtMs),
  };
  if (isRefusedForOverload) overloadLog.write(record, FAILED);
  else if (exchange.hasFailed) log.warn(record, FAILED);
  else log.info(record, 'a request did not go straight through');
}
