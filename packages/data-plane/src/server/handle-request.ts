import type { ServerResponse } from 'node:http';
import { addressRequest, admitRequest, type AiApisByBasePath } from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { Exchange } from '../answer/exchange';
import { modelListJson } from '../answer/model-list';
import { refusalError } from '../answer/refusal-error';
import { GatewayError } from '../formats/gateway-error';
import type { AllowedOrigins } from '../http/allowed-origins';
import type { CoalescedRequest } from '../http/coalesced-request';
import type { ConsumerTimeouts } from '../load/consumer-timeouts';
import { overloaded } from '../load/overloaded';
import { HeldMemory } from '../load/held-memory';
import type { Permit } from '../load/permit';
import { authenticate, type ConsumerDirectory } from '../request/authenticate';
import { outgoingRequest } from '../request/outgoing-request';
import { type BodyLimits, ConsumerGone, readRequestBody } from '../request/request-body';
import { CandidateWalk, type WalkContext } from '../route/candidate-walk';
import { planRouted, planUnrouted } from '../route/route-plan';
import type { ServedAiApi } from '../table/served-ai-api';
import type { RequestSink } from '../trace/ended-request';
import { isTraceRequested } from '../trace/trace-header';
import { shuttingDown } from '../upstream/failure-error';
import { promptSizeOf } from '../usage/prompt-size';
import { endedRequest } from './ended-request';
import type { InProgress } from './in-progress';
import { newRequestId } from './request-id';
import { tellSinks } from './tell-sinks';

/** The part of the routing table that requests are served from. */
export interface ServedTable extends ConsumerDirectory {
  /** Null until there is a routing table. */
  readonly position: { readonly revision: number } | null;
  readonly aiApisByBasePath: AiApisByBasePath<ServedAiApi>;
}

/** The dependencies of serving a request. */
export interface GatewayContext extends WalkContext {
  readonly table: ServedTable;
  readonly requestBodyBytesMax: number;
  readonly consumerTimeouts: ConsumerTimeouts;
  readonly allowedOrigins: AllowedOrigins;
  /** Called with the id of each request's consumer key. */
  readonly onKeyUsed?: (consumerKeyId: string, nowMs: number) => void;
  /** Told of each request as it ends. */
  readonly requestSinks: readonly RequestSink[];
  readonly log: Logger;
}

/** The Retry-After for requests that arrive before the routing table. */
const RETRY_WITHOUT_TABLE_SECONDS = 5;

/**
 * Handles one request, from its request line to its record. Never rejects.
 *
 * @param permit null if none is left
 * @param inProgress holds the exchange meanwhile
 */
export async function handleRequest(
  context: GatewayContext,
  request: CoalescedRequest,
  response: ServerResponse,
  permit: Permit | null,
  inProgress: InProgress,
): Promise<void> {
  const { allowedOrigins, table, clock } = context;
  const startedAtMs = clock.wallMs();
  const revision = table.position?.revision ?? null;
  const exchange = new Exchange(
    newRequestId(startedAtMs),
    request,
    response,
    revision,
    startedAtMs,
    clock.monotonicMs(),
  );
  const preflightHeaders = allowedOrigins.preflightHeadersFor(request);
  if (preflightHeaders !== null) return exchange.answerPreflight(preflightHeaders);
  exchange.corsHeaders = allowedOrigins.headersFor(request);
  const place = inProgress.add(exchange);
  try {
    await serve(context, exchange, permit, inProgress);
  } catch (error) {
    refuse(context, exchange, error);
  } finally {
    inProgress.remove(place);
  }
  tellSinks(context, endedRequest(exchange, clock.monotonicMs()));
}

/**
 * Serves a request, or throws the gateway's own answer. The order of decisions is that of `request-decision.ts` in
 * package routing; this adds what needs the request itself: its key and its body.
 */
async function serve(
  context: GatewayContext,
  exchange: Exchange,
  permit: Permit | null,
  inProgress: InProgress,
): Promise<void> {
  const { table, clock, consumerTimeouts } = context;
  const { request } = exchange;
  if (table.position === null) throw withoutTable();
  const addressed = addressRequest(table.aiApisByBasePath, request.method ?? '', request.url ?? '');
  const { found } = addressed;
  exchange.serves(found);
  if (inProgress.isShutDown) throw shuttingDown();
  if (addressed.kind === 'refused') throw refusalError(addressed, null);
  if (permit === null) throw overloaded('The gateway has reached its limit of concurrent requests.');
  if (found !== null) permit.enter(found.routable.entry.id);

  const { path, query } = addressed;
  const caller = authenticate(table, request, query, found?.keyPlace ?? null, clock.wallMs());
  const { consumer, environment } = caller;
  exchange.caller = caller;
  context.onKeyUsed?.(caller.keyId, clock.wallMs());
  if (isTraceRequested(request.headers, consumer)) exchange.traceClock = clock;

  const admitted = admitRequest(addressed, consumer, environment);
  if (admitted.kind === 'refused') throw refusalError(admitted, environment);
  const { aiApi } = admitted;
  if (admitted.kind === 'model-list') {
    exchange.answerJson(modelListJson(aiApi.routable, admitted.models));
    return;
  }
  if (admitted.kind === 'routed') {
    const { operation } = admitted.operation;
    exchange.operation = operation.name;
    exchange.operationPath = operation.path;
  }
  const outgoing = outgoingRequest(request, aiApi, path, query, admitted.kind === 'routed');
  const bodyLimits = { bytesMax: context.requestBodyBytesMax, timeouts: consumerTimeouts, permit };
  const plan =
    admitted.kind === 'unrouted'
      ? planUnrouted(admitted, outgoing, request, exchange)
      : planRouted(
          admitted,
          { ...outgoing, body: await bodyOf(exchange, bodyLimits, clock) },
          consumer.id,
          clock,
          exchange,
        );
  exchange.plan = plan;
  if ('refused' in plan) throw plan.refused;
  await new CandidateWalk(context, exchange, plan, outgoing, new HeldMemory(permit)).run();
}

async function bodyOf(exchange: Exchange, limits: BodyLimits, clock: Clock): Promise<Buffer> {
  const body = await readRequestBody(exchange.request, limits);
  exchange.requestBytes = body.length;
  exchange.prompt = promptSizeOf(body);
  exchange.completeAtMs = clock.monotonicMs();
  return body;
}

function withoutTable(): GatewayError {
  return new GatewayError(
    'no_routing_table',
    'The gateway has not received its routing table yet. Try again in a few seconds.',
    RETRY_WITHOUT_TABLE_SECONDS,
  );
}

function refuse({ sampledLog }: GatewayContext, exchange: Exchange, error: unknown): void {
  if (error instanceof ConsumerGone || exchange.consumerGone) return;
  if (error instanceof GatewayError) {
    exchange.refusal = error.code;
    // A stalled body would keep the connection busy (RFC 9110, section 15.5.9).
    if (error.code === 'request_timeout') exchange.response.shouldKeepAlive = false;
    exchange.answerError(error);
    return;
  }
  sampledLog.write('internal error', 'error', 'internal error while serving a request', () => ({
    requestId: exchange.id,
    err: error,
  }));
  exchange.refusal = 'internal';
  exchange.fault();
}
