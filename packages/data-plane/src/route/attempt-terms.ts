import { answersAsked, type RoutablePolicy } from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import { headerValue } from '../http/flat-headers';
import type { HeldMemory } from '../load/held-memory';
import type { SentRequest } from '../request/outgoing-request';
import { UploadBody } from '../request/upload-body';
import type { CallTerms } from '../upstream/call-terms';
import { ENDING_TIMES, type EndingTimes } from '../upstream/stream-ending';
import type { UpstreamPools } from '../upstream/upstream-pools';
import type { Candidate, RoutePlan } from './route-plan';

/** The dependencies of an attempt. */
export interface AttemptContext {
  readonly pools: UpstreamPools;
  readonly clock: Clock;
  /** `ENDING_TIMES` by default. */
  readonly ending?: EndingTimes;
}

/**
 * The terms of an attempt. Its methods answer what is asked only seldom, from what the attempt has anyway: as closures each
 * would cost every request an object, and keep all that the others need alive.
 */
export class AttemptTerms implements CallTerms {
  readonly #pools: UpstreamPools;
  readonly #candidate: Candidate;
  readonly #plan: RoutePlan;
  readonly #request: SentRequest;
  readonly clock: Clock;
  readonly ending: EndingTimes;

  constructor(
    { pools, clock, ending = ENDING_TIMES }: AttemptContext,
    plan: RoutePlan,
    candidate: Candidate,
    request: SentRequest,
    readonly headersTimeoutMs: number,
    readonly totalTimeoutMs: number,
    readonly isLast: boolean,
    readonly memory: HeldMemory,
    readonly dropsUsage: boolean,
  ) {
    this.#pools = pools;
    this.#plan = plan;
    this.#candidate = candidate;
    this.#request = request;
    this.clock = clock;
    this.ending = ending;
  }

  get profile(): CallTerms['profile'] {
    return this.#candidate.endpoint.profile;
  }

  get policy(): RoutablePolicy | null {
    return this.#plan.policy;
  }

  get model(): string | null {
    return this.#candidate.model;
  }

  get isRouted(): boolean {
    return this.#plan.isRouted;
  }

  get framing(): CallTerms['framing'] {
    return this.#candidate.framing;
  }

  get stream(): CallTerms['stream'] {
    return this.#plan.stream;
  }

  get isBodyStreamed(): boolean {
    return !this.#plan.isRouted;
  }

  get usagePlaces(): CallTerms['usagePlaces'] {
    return this.#plan.isRouted ? this.#candidate.endpoint.usagePlaces : null;
  }

  get echo(): CallTerms['echo'] {
    return this.#candidate.endpoint.echo;
  }

  answersAsked(): number {
    const { headers, body } = this.#request;
    return body instanceof Uint8Array ? answersAsked(body, headerValue(headers, 'content-type')) : 1;
  }

  areSocketsTaken(): boolean {
    return this.#pools.areAllTaken(this.#candidate.endpoint);
  }

  isConsumerAwaited(): boolean {
    const { body } = this.#request;
    return body instanceof UploadBody && body.isConsumerAwaited;
  }

  onProven(): void {
    this.#candidate.health.succeeded(this.clock.monotonicMs());
  }
}
