import { setTimeout as delay } from 'node:timers/promises';
import {
  ENDPOINT_TEST_MS_MAX,
  type EndpointTestAnswer,
  type EndpointTestOutcome,
  type EndpointTestRequest,
  type SealingKey,
} from '@switchyard/contract';
import type { Clock } from '@switchyard/runtime';
import { HeldMemory } from '../load/held-memory';
import { dispatchCall } from '../route/dispatch-call';
import { serveCertificate, trustOf, UnreadableCertificate } from '../table/served-certificate';
import { type ServedEndpoint, serveProvider } from '../table/served-provider';
import { CaTrusts } from '../upstream/ca-trust';
import { type CallFailure, suspensionDetail } from '../upstream/call-failure';
import type { CallTerms } from '../upstream/call-terms';
import { judgeAnswer } from '../upstream/judge-answer';
import { ENDING_TIMES } from '../upstream/stream-ending';
import { UpstreamCall } from '../upstream/upstream-call';
import { UpstreamPools, type UpstreamPoolsOptions } from '../upstream/upstream-pools';
import { AnswerCollector } from './answer-collector';
import { listedModels, modelListQuery } from './listed-models';

const HEADERS_MS_MAX = 10_000;
const BODY_MS_MAX = 10_000;
/** Where the vendor does not call the credential invalid. */
const FORBIDDEN: readonly number[] = [401, 403];
/** What servers answer where they have nothing, or nothing to `GET`. */
const NOTHING_THERE: readonly number[] = [404, 405];

export interface TestingParts {
  readonly sealingKey: SealingKey;
  /** How to connect to vendors, as requests of consumers do. */
  readonly upstream: UpstreamPoolsOptions;
  readonly clock: Clock;
}

type Result = Omit<EndpointTestAnswer, 'testId' | 'durationMs'>;

/**
 * Asks an endpoint's vendor for its models, with the endpoint's credential, on a new connection, the way that requests of
 * consumers go. Takes at most `ENDPOINT_TEST_MS_MAX`.
 *
 * @param stop ends it at once, as BUSY, when the data plane stops
 */
export async function testEndpoint(
  parts: TestingParts,
  request: EndpointTestRequest,
  stop: AbortSignal,
): Promise<Result> {
  const served = serve(parts, request);
  if (typeof served === 'string') return result(served);
  const pools = new UpstreamPools(parts.upstream);
  const ended = new AbortController();
  try {
    const signal = AbortSignal.any([ended.signal, stop]);
    const late = delay(ENDPOINT_TEST_MS_MAX, result('TIMEOUT'), { signal }).catch(() => result('BUSY'));
    return await Promise.race([askForModels(parts, pools, served, signal), late]);
  } finally {
    ended.abort();
    await pools.destroy();
  }
}

/** What is wrong with the endpoint itself if it cannot be served. */
function serve({ sealingKey }: TestingParts, request: EndpointTestRequest): ServedEndpoint | EndpointTestOutcome {
  const { profile, endpoint } = request;
  const certificates = new Map(request.certificates.map((each) => [each.sha256, serveCertificate(each)]));
  let isCertificateReadable = true;
  const provider = serveProvider(
    {
      sealingKey,
      trustOf: (sha256s) => {
        const trust = trustOf(new CaTrusts(), certificates, sha256s);
        isCertificateReadable = !(trust instanceof UnreadableCertificate);
        return trust;
      },
    },
    { id: endpoint.id, name: 'tested', profile, models: [], endpoints: [endpoint] },
  );
  const served = provider.endpoints.get(endpoint);
  if (served !== undefined) return served;
  return isCertificateReadable ? 'CREDENTIAL_UNREADABLE' : 'CERTIFICATE_UNREADABLE';
}

/** A profile may name several places, of which a vendor has one. Without any, the endpoint's own URL is asked. */
async function askForModels(
  parts: TestingParts,
  pools: UpstreamPools,
  endpoint: ServedEndpoint,
  signal: AbortSignal,
): Promise<Result> {
  const { modelListPath } = endpoint.profile;
  if (modelListPath === null) {
    const { result: answered } = await ask(parts, pools, endpoint, '');
    const hasAnswered = answered.outcome === 'NOT_FOUND' || answered.outcome === 'UNEXPECTED_ANSWER';
    return hasAnswered && answered.status !== null ? { ...answered, outcome: 'ANSWERED' } : answered;
  }
  let last: Result = result('NOT_FOUND');
  for (const path of modelListPath.split(' ')) {
    // A call after the pools are destroyed would outlive the test.
    if (signal.aborted) break;
    const { result: asked, body } = await ask(parts, pools, endpoint, path);
    last = body === null ? asked : withModels(asked, endpoint, body);
    if (last.outcome !== 'NOT_FOUND') return last;
  }
  return last;
}

function withModels(asked: Result, { echo }: ServedEndpoint, body: Buffer): Result {
  const models = listedModels(body);
  if (models === null) return { ...asked, outcome: 'UNEXPECTED_ANSWER' };
  return {
    ...asked,
    outcome: 'ACCEPTED',
    models: models.filter((name) => echo?.isSurelyIn(Buffer.from(name)) !== true),
  };
}

interface Asked {
  readonly result: Result;
  /** Of a good answer; null for any other. */
  readonly body: Buffer | null;
}

async function ask(parts: TestingParts, pools: UpstreamPools, endpoint: ServedEndpoint, path: string): Promise<Asked> {
  const memory = new HeldMemory({ tryHold: () => true, free: () => undefined });
  const collector = new AnswerCollector(() => call.cancel('the response is too large'));
  const call: UpstreamCall = new UpstreamCall(collector, termsOf(parts, endpoint, memory));
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity'];
  const query = path === '' ? '' : modelListQuery(endpoint.profile.wireFormat);
  const framing = endpoint.profile.streamFraming;
  const sent = { path, query, headers, body: null };
  dispatchCall(pools, { endpoint, framing }, { method: 'GET', ...sent }, sent, call, true, memory);
  const outcome = await call.outcome;
  switch (outcome.kind) {
    case 'relaying': {
      const { status } = outcome;
      const failure = await outcome.finished;
      if (failure !== null) return { result: { ...failed(failure), status }, body: null };
      return { result: result('UNEXPECTED_ANSWER', status), body: collector.take() };
    }
    case 'held': {
      const { status } = outcome.response;
      const { kind } = judgeAnswer(null, endpoint.profile, outcome.response, parts.clock.wallMs(), null);
      return { result: result(refused(status, kind), status), body: null };
    }
    case 'failed':
      return { result: { ...failed(outcome.failure), status: call.status }, body: null };
  }
}

function termsOf({ clock }: TestingParts, { profile, echo }: ServedEndpoint, memory: HeldMemory): CallTerms {
  return {
    profile,
    isRouted: true,
    framing: profile.streamFraming,
    isLast: true,
    echo,
    memory,
    policy: null,
    model: null,
    usagePlaces: null,
    dropsUsage: false,
    stream: { holdBackMs: 0, idleTimeoutMs: BODY_MS_MAX, durationMsMax: BODY_MS_MAX },
    ending: ENDING_TIMES,
    clock,
    headersTimeoutMs: HEADERS_MS_MAX,
    totalTimeoutMs: ENDPOINT_TEST_MS_MAX,
    isBodyStreamed: false,
    areSocketsTaken: () => false,
    isConsumerAwaited: () => false,
    answersAsked: () => 1,
    onProven: () => undefined,
  };
}

function refused(status: number, kind: ReturnType<typeof judgeAnswer>['kind']): EndpointTestOutcome {
  switch (kind) {
    case 'CREDENTIAL_REJECTED':
    case 'ACCOUNT_EXHAUSTED':
    case 'RATE_LIMITED':
    case 'OVERLOADED':
      return kind;
    default:
      if (FORBIDDEN.includes(status)) return 'FORBIDDEN';
      return NOTHING_THERE.includes(status) ? 'NOT_FOUND' : 'UNEXPECTED_ANSWER';
  }
}

function failed(failure: CallFailure): Result {
  return { ...result(outcomeOf(failure)), detail: suspensionDetail(failure) };
}

function outcomeOf({ cause, quotesCredential }: CallFailure): EndpointTestOutcome {
  switch (cause) {
    case 'UNREACHABLE':
    case 'CERTIFICATE_UNTRUSTED':
    case 'PROXY_FAILED':
    case 'TIMEOUT':
      return cause;
    case 'CREDENTIAL_REJECTED':
      return quotesCredential ? 'UNEXPECTED_ANSWER' : cause;
    case 'LOCAL_EXHAUSTION':
    case 'SHUTTING_DOWN':
      return 'BUSY';
    default:
      return 'UNEXPECTED_ANSWER';
  }
}

function result(outcome: EndpointTestOutcome, status: number | null = null): Result {
  return { outcome, status, models: null, detail: null };
}
