import type { IncomingMessage, ServerResponse } from 'node:http';
import { GATEWAY_ERROR_STATUS, type AiApiEntry, type GatewayErrorCode } from '@switchyard/contract';
import type { AnswerSink } from '../upstream/answer-sink';
import type { HeldResponse } from '../upstream/call-outcome';
import type { UpstreamCall } from '../upstream/upstream-call';
import { answerError } from './answer-error';
import type { AttemptRecord } from '../trace/attempt-record';
import type { ExplainedRoute } from '../trace/explained-route';
import { traceOf, type TracedAttempt } from '../trace/route-trace';
import { TRACE_HEADER, traceHeader } from '../trace/trace-header';
import { onAnswerOver } from '../http/answer-over';
import { consumerHeaders } from './consumer-headers';
import type { GatewayError } from '../formats/gateway-error';

/** How long the terminal event of a failed stream may take to reach a consumer that reads slowly. */
const TERMINAL_EVENT_MS_MAX = 5_000;

/** One consumer's request with the answer to it, on its way through the gateway. */
export class Exchange implements AnswerSink {
  readonly attempts: AttemptRecord[] = [];
  consumerName: string | null = null;
  /** How many upstream calls were made, and where the present or last one goes. */
  attemptCount = 0;
  target: string | null = null;
  /** The code of the gateway's own answer; null where the answer is a vendor's. */
  refusal: GatewayErrorCode | 'internal' | null = null;
  /** Why the request goes where it goes; null until that is decided. */
  explainRoute: (() => ExplainedRoute) | null = null;
  /** Gives the time to the trace that the consumer has asked for; null where it gets none. */
  traceClock: (() => number) | null = null;
  #attemptStartedAtMs = 0;
  #aiApi: AiApiEntry | null = null;
  #call: UpstreamCall | null = null;
  #consumerGone = false;
  #isBroken = false;

  constructor(
    readonly id: string,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    /** The revision from which the request is served; null where there is no routing table. */
    readonly revision: number | null,
  ) {
    onAnswerOver(request, response, () => {
      if (response.writableFinished || this.#isBroken) return;
      this.#consumerGone = true;
      this.#call?.cancel();
    });
  }

  /** Whether the consumer has closed the connection before its answer was whole. */
  get consumerGone(): boolean {
    return this.#consumerGone;
  }

  /** Whether the consumer did not get what it asked for, and was not at fault. */
  get hasFailed(): boolean {
    if (this.#consumerGone) return false;
    if (this.refusal === 'internal') return true;
    if (this.refusal !== null) return GATEWAY_ERROR_STATUS[this.refusal] >= 500;
    return this.attempts.length > 0 && this.attempts.at(-1)?.outcome !== 'ANSWERED';
  }

  get aiApiName(): string | null {
    return this.#aiApi?.name ?? null;
  }

  /** Sets the AI API that is called: from now on errors have the format of its provider. */
  serves(aiApi: AiApiEntry | null): void {
    this.#aiApi = aiApi;
  }

  /** The call that ends when the consumer goes away. */
  set call(call: UpstreamCall) {
    if (this.traceClock !== null) this.#attemptStartedAtMs = this.traceClock();
    this.#call = call;
    if (this.#consumerGone) call.cancel();
  }

  begin(status: number, headers: readonly string[]): void {
    const credentialName = this.#aiApi?.provider.profile.credentialName ?? null;
    this.response.writeHead(status, consumerHeaders(headers, this.#ownHeaders(status), credentialName));
  }

  write(chunk: Buffer): boolean {
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
    // Destroyed at once, the response would drop what the socket has not been given yet.
    const cutOff = setTimeout(() => this.response.destroy(), TERMINAL_EVENT_MS_MAX);
    this.response.once('close', () => clearTimeout(cutOff));
    this.response.write(lastBytes, () => this.response.destroy());
  }

  onDrain(listener: () => void): void {
    this.response.once('drain', listener);
  }

  /** Passes on a vendor's answer that was held back. */
  answerHeld({ status, headers, body, endsInError }: HeldResponse): void {
    this.begin(status, headers);
    if (endsInError) this.break(body);
    else this.response.end(body);
  }

  /** Answers with JSON that the gateway wrote. */
  answerJson(json: string): void {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
    this.response.writeHead(200, { ...this.#ownHeaders(), ...headers }).end(json);
  }

  answerError(error: GatewayError): void {
    if (this.response.headersSent) this.response.destroy();
    else answerError(this.response, error, this.#aiApi?.provider.profile.wireFormat ?? null, this.#ownHeaders());
  }

  /** Ends an exchange that met an internal error, without saying what it was. */
  fault(): void {
    if (this.response.headersSent) this.response.destroy();
    else this.response.writeHead(500, this.#ownHeaders()).end();
  }

  /** @param status of the vendor's answer that is passed on; null where the answer is the gateway's own */
  #ownHeaders(status: number | null = null): Record<string, string> {
    return {
      'x-request-id': this.id,
      ...(this.target === null ? {} : { 'x-switchyard-target': headerText(this.target) }),
      'x-switchyard-attempts': String(this.attemptCount),
      ...(this.revision === null ? {} : { 'x-switchyard-revision': String(this.revision) }),
      ...(this.traceClock === null ? {} : { [TRACE_HEADER]: traceHeader(traceOf(this, this.#passedOn(status))) }),
    };
  }

  /** The attempt whose answer is passed on while it is under way, and so is not recorded yet. */
  #passedOn(status: number | null): TracedAttempt | null {
    if (this.target === null || this.traceClock === null || this.attempts.length === this.attemptCount) return null;
    const ms = Math.round(this.traceClock() - this.#attemptStartedAtMs);
    return { target: this.target, outcome: 'ANSWERED', status, ms };
  }
}

/** A header holds visible ASCII only, and a model may be called anything: the rest is percent-encoded as UTF-8. */
function headerText(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}
