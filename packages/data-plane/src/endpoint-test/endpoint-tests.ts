import {
  decodeEndpointTest,
  encodeEndpointTest,
  ENDPOINT_TEST_AGE_MS_MAX,
  endpointTestAnswerSubject,
  type EndpointTestRequest,
  endpointTestRequestSchema,
  endpointTestSubject,
  type MessageBus,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import { testEndpoint, type TestingParts } from './test-endpoint';

/** Tests at a time; each may hold a response of a few megabytes. */
export const TESTS_AT_ONCE_MAX = 4;
/** How many of the latest tests are remembered, so that a message that somebody repeats is not carried out again. */
const REMEMBERED_MAX = 1_000;

export interface EndpointTestsOptions extends TestingParts {
  readonly bus: MessageBus;
  readonly dataPlaneId: string;
  readonly log: Logger;
}

/** Tests endpoints for control planes, and keeps nothing of them. */
export class EndpointTests {
  readonly #options: EndpointTestsOptions;
  readonly #stop: () => void;
  readonly #known = new Set<string>();
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: EndpointTestsOptions) {
    this.#options = options;
    this.#stop = options.bus.subscribe(endpointTestSubject(options.dataPlaneId), (message) => void this.#hear(message));
  }

  /** Ends the tests that run: what they asked for is told that the data plane has no room. */
  async close(): Promise<void> {
    this.#stop();
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #hear(message: Uint8Array): Promise<void> {
    const { sealingKey, bus, clock, log } = this.#options;
    const key = sealingKey.endpointTestKey;
    const request = decodeEndpointTest(key, endpointTestRequestSchema, message);
    if (request === null) {
      log.warn({ bytes: message.byteLength }, 'invalid endpoint test ignored');
      return;
    }
    const fault = this.#faultOf(request);
    if (fault !== null) {
      log.warn({ endpointId: request.endpoint.id }, `endpoint test ignored: ${fault}`);
      return;
    }
    if (!this.#isNew(request)) return;
    const startMs = clock.monotonicMs();
    try {
      const tested = await this.#test(request);
      const durationMs = clock.monotonicMs() - startMs;
      const answer = { testId: request.testId, durationMs, ...tested };
      bus.publish(endpointTestAnswerSubject(request.askerId), encodeEndpointTest(key, answer));
    } catch (error) {
      log.error({ err: error, endpointId: request.endpoint.id }, 'endpoint test failed');
    }
  }

  async #test(request: EndpointTestRequest): ReturnType<typeof testEndpoint> {
    if (this.#running.size >= TESTS_AT_ONCE_MAX) return { outcome: 'BUSY', status: null, models: null, detail: null };
    const test = testEndpoint(this.#options, request, this.#closing.signal);
    this.#running.add(test);
    try {
      return await test;
    } finally {
      this.#running.delete(test);
    }
  }

  /** Why a signed test is not to be carried out here and now; null if it is. */
  #faultOf({ dataPlaneId, issuedAtMs }: EndpointTestRequest): string | null {
    if (dataPlaneId !== this.#options.dataPlaneId) return 'it is for another data plane';
    if (this.#options.clock.wallMs() - issuedAtMs <= ENDPOINT_TEST_AGE_MS_MAX) return null;
    return `it is older than ${ENDPOINT_TEST_AGE_MS_MAX / 1_000} seconds`;
  }

  #isNew({ testId }: EndpointTestRequest): boolean {
    if (this.#known.has(testId)) return false;
    this.#known.add(testId);
    const [oldest] = this.#known;
    if (this.#known.size > REMEMBERED_MAX && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }
}
