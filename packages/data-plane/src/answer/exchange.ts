import type { ServerResponse } from 'node:http';
import type { GatewayErrorCode, WireFormat } from '@switchyard/contract';
import type { Clock } from '@switchyard/runtime';
import type { Caller } from '../request/authenticate';
import type { ServedAiApi } from '../table/served-ai-api';
import type { AnswerSink } from '../upstream/answer-sink';
import type { CallFailure } from '../upstream/call-failure';
import type { HeldResponse } from '../upstream/call-outcome';
import type { CredentialEcho } from '../upstream/credential-echo';
import type { UpstreamCall } from '../upstream/upstream-call';
import { upstreamRequestId } from '../upstream/upstream-request-id';
import { answerError } from './answer-error';
import { type AttemptRecord, type Named, resultOf } from '../trace/attempt-record';
import type { Explainable } from '../trace/explained-route';
import { type TraceableAttempt, traceOf } from '../trace/route-trace';
import { TRACE_HEADER, traceHeader } from '../trace/trace-header';
import { onAnswerOver } from '../http/answer-over';
import type { CoalescedRequest } from '../http/coalesced-request';
import { NO_PROMPT, type PromptSize } from '../usage/prompt-size';
import { consumerHeaders } from './consumer-headers';
import type { GatewayError } from '../formats/gateway-error';

/** A vendor's response that is being passed on. */
interface PassedOn {
  readonly status: number;
  /** As of `AnswerSink.begin`. */
  readonly failure: CallFailure | null;
}

/** How long the terminal event of a failed stream may take to reach a consumer that reads slowly. */
export const TERMINAL_EVENT_MS_MAX = 5_000;

/** One consumer's request and its answer while they pass through the gateway. */
export class Exchange implements AnswerSink {
  readonly attempts: AttemptRecord[] = [];
  /** Null until it is authenticated. */
  caller: Caller | null = null;
  /** The operation's name, and the model that the consumer asked for; null if not known. */
  operation: string | null = null;
  /** Its path in the profile; empty if it is not routed. */
  operationPath = '';
  askedModel: string | null = null;
  /** Whether the response is a stream of events. */
  isStreamed = false;
  /** What the gateway itself took, in ms; null before the first attempt. */
  overheadMs: number | null = null;
  /** When the first content was passed on, in monotonic ms; null if none was. */
  contentAtMs: number | null = null;
  /** When the request was complete, in monotonic ms. */
  completeAtMs: number;
  /** Of the bodies. */
  requestBytes = 0;
  responseBytes = 0;
  /** How much of the request's body is text. */
  prompt: PromptSize = NO_PROMPT;
  /** The number of upstream calls so far, and the provider and target of the current or last one. */
  attemptCount = 0;
  provider: string | null = null;
  target: string | null = null;
  /** How often the current attempt was sent once more before its current call. */
  resendsBefore = 0;
  /** The code of the gateway's own error; null if the answer is a vendor's. */
  refusal: GatewayErrorCode | 'internal' | null = null;
  /** Explains the route; null until it is decided. */
  plan: Explainable | null = null;
  /** The clock for the route trace that the consumer asked for; null if it gets none. */
  traceClock: Clock | null = null;
  /** With which the page that sent the request may read the answer. */
  corsHeaders: Readonly<Record<string, string>> = {};
  /** Finds the credential that was sent upstream, which no response may return; null if none was sent. */
  echo: CredentialEcho | null = null;
  #attemptStartedAtMs = 0;
  #aiApi: ServedAiApi | null = null;
  #call: UpstreamCall | null = null;
  #consumerGone = false;
  #isBroken = false;
  #isShutDown = false;
  #onDrain: (() => void) | null = null;
  #rawStatus: number | null = null;

  constructor(
    readonly id: string,
    readonly request: CoalescedRequest,
    readonly response: ServerResponse,
    /** The revision that serves the request; null if there is no routing table. */
    readonly revision: number | null,
    /** In ms since the epoch, and in monotonic ms. */
    readonly startedAtMs: number,
    readonly beganAtMs: number,
  ) {
    this.completeAtMs = beganAtMs;
    onAnswerOver(request, response, () => {
      if (response.writableFinished || this.#isBroken) return;
      this.#consumerGone = true;
      this.#call?.cancel();
    });
  }

  /** Whether the consumer closed the connection before its answer was complete. */
  get consumerGone(): boolean {
    return this.#consumerGone;
  }

  /** Whether the gateway stops and waits no longer. */
  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  /** How often the current attempt was sent once more. */
  get resends(): number {
    return this.resendsBefore + Number(this.#call?.wasResent === true);
  }

  get aiApi(): Named | null {
    return this.#aiApi?.routable.entry ?? null;
  }

  /** The status of the answer; null if none has begun. */
  get status(): number | null {
    if (this.#rawStatus !== null) return this.#rawStatus;
    return this.response.headersSent ? this.response.statusCode : null;
  }

  /** Sets the AI API. From now on errors have the format of its first provider. */
  serves(aiApi: ServedAiApi | null): void {
    this.#aiApi = aiApi;
  }

  /** Sets the call to cancel when the consumer disconnects. */
  set call(call: UpstreamCall) {
    if (this.traceClock !== null) this.#attemptStartedAtMs = this.traceClock.monotonicMs();
    this.#call = call;
    if (this.#consumerGone) call.cancel();
  }

  /** The gateway stops and waits no longer: whatever is in progress ends in an error, and never looks complete. */
  shutDown(): void {
    this.#isShutDown = true;
    this.lastOnConnection();
    if (this.#call !== null) return this.#call.shutDown();
    // The consumer is still sending its body.
    this.refusal = 'shutting_down';
    this.#isBroken = true;
    this.response.destroy();
  }

  /** The rest of the request was invalid HTTP, and an error was written to its connection, which ends. */
  answeredRaw(code: GatewayErrorCode, status: number): void {
    this.refusal = code;
    this.#rawStatus = status;
    this.#isBroken = true;
    this.#call?.cancel('the rest of the request is invalid');
  }

  /** Whether the answer was written to the connection itself. */
  get isAnsweredRaw(): boolean {
    return this.#rawStatus !== null;
  }

  /** Lets the connection end with this answer. */
  lastOnConnection(): void {
    if (!this.response.headersSent) this.response.shouldKeepAlive = false;
  }

  begin(status: number, headers: readonly string[], failure: CallFailure | null): void {
    const credentialNames = this.#aiApi?.credentialNames ?? [];
    const own = this.#ownHeaders(
      { status, failure },
      upstreamRequestId(this.#wireFormat ?? 'OPENAI', headers, this.echo),
    );
    this.response.writeHead(status, consumerHeaders(headers, own, credentialNames, this.echo));
  }

  write(chunk: Buffer): boolean {
    this.responseBytes += chunk.length;
    return this.response.write(chunk);
  }

  end(): void {
    this.response.end();
  }

  break(lastBytes: Buffer | null): void {
    this.#isBroken = true;
    if (lastBytes === null) {
      this.response.destroy();
      return;
    }
    // Destroying the response now would drop data that the socket has not received yet.
    const cutOff = setTimeout(() => this.response.destroy(), TERMINAL_EVENT_MS_MAX);
    this.response.once('close', () => clearTimeout(cutOff));
    this.responseBytes += lastBytes.length;
    this.response.write(lastBytes, () => this.response.destroy());
  }

  onDrain(listener: () => void): void {
    const isAwaited = this.#onDrain !== null;
    this.#onDrain = listener;
    if (isAwaited) return;
    this.response.once('drain', () => {
      const onDrain = this.#onDrain;
      this.#onDrain = null;
      onDrain?.();
    });
  }

  /** Passes on a vendor's response that was held back. */
  answerHeld({ status, headers, body, endsInError }: HeldResponse): void {
    this.begin(status, headers, null);
    if (endsInError) return this.break(body);
    this.responseBytes += body.length;
    this.response.end(body);
  }

  /** Answers a browser that asks whether a page may send its request. */
  answerPreflight(headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(204, { 'x-request-id': this.id, ...headers }).end();
  }

  /** Answers with JSON that the gateway wrote. */
  answerJson(json: string): void {
    this.responseBytes = Buffer.byteLength(json);
    const headers = { 'content-type': 'application/json', 'content-length': this.responseBytes };
    this.response.writeHead(200, { ...this.#ownHeaders(), ...headers }).end(json);
  }

  answerError(error: GatewayError): void {
    if (this.response.headersSent) this.response.destroy();
    else this.responseBytes = answerError(this.response, error, this.#wireFormat, this.#ownHeaders());
  }

  /** Ends an exchange after an internal error, without revealing the error. */
  fault(): void {
    if (this.response.headersSent) this.response.destroy();
    else this.response.writeHead(500, this.#ownHeaders()).end();
  }

  /** That of the AI API's first provider, which the others share; null if no AI API is known. */
  get #wireFormat(): WireFormat | null {
    return this.#aiApi?.routable.provider.entry.profile.wireFormat ?? null;
  }

  /**
   * @param passedOn the vendor's response; null if the answer is the gateway's own
   * @param upstreamId the vendor's id of the request
   */
  #ownHeaders(passedOn: PassedOn | null = null, upstreamId = this.#lastUpstreamId()): Record<string, string> {
    const headers: Record<string, string> = { ...this.corsHeaders, 'x-request-id': this.id };
    if (upstreamId !== null) headers['x-upstream-request-id'] = upstreamId;
    if (this.provider !== null) headers['x-switchyard-provider'] = headerText(this.provider);
    if (this.target !== null) headers['x-switchyard-target'] = headerText(this.target);
    headers['x-switchyard-attempts'] = String(this.attemptCount);
    if (this.revision !== null) headers['x-switchyard-revision'] = String(this.revision);
    if (this.traceClock !== null) headers[TRACE_HEADER] = traceHeader(traceOf(this, this.#attemptPassedOn(passedOn)));
    return headers;
  }

  /** The vendor's id of the request that the gateway's own answer is about. */
  #lastUpstreamId(): string | null {
    const last = this.attempts.findLast(({ provider, target }) => provider === this.provider && target === this.target);
    return last?.upstreamRequestId ?? null;
  }

  /** The attempt whose response is being passed on, which is not recorded yet. */
  #attemptPassedOn(passedOn: PassedOn | null): TraceableAttempt | null {
    const { provider, target } = this;
    if (provider === null || target === null || this.traceClock === null) return null;
    if (this.attempts.length === this.attemptCount) return null;
    const { status = null, failure = null } = passedOn ?? {};
    const msToEnd = this.traceClock.monotonicMs() - this.#attemptStartedAtMs;
    return { provider, target, ...resultOf(failure), status, resends: this.resends, msToEnd };
  }
}

/** Headers are visible ASCII, but a model may have any name: other characters are percent-encoded as UTF-8. */
function headerText(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}
