import {
  decodeEndpointTest,
  encodeEndpointTest,
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
  #running = 0;

  constructor(options: EndpointTestsOptions) {
    this.#options = options;
    this.#stop = options.bus.subscribe(endpointTestSubject(options.dataPlaneId), (message) => void this.#hear(message));
  }

  close(): void {
    this.#stop();
  }

  async #hear(message: Uint8Array): Promise<void> {
    const { sealingKey, bus, clock, log } = this.#options;
    const key = sealingKey.endpointTestKey;
    const request = decodeEndpointTest(key, endpointTestRequestSchema, message);
    if (request === null) {
      log.warn({ bytes: message.byteLength }, 'invalid endpoint test ignored');
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
    if (this.#running >= TESTS_AT_ONCE_MAX) return { outcome: 'BUSY', status: null, models: null, detail: null };
    this.#running += 1;
    try {
      return await testEndpoint(this.#options, request);
    } finally {
      this.#running -= 1;
    }
  }

  #isNew({ testId }: EndpointTestRequest): boolean {
    if (this.#known.has(testId)) return false;
    this.#known.add(testId);
    const [oldest] = this.#known;
    if (this.#known.size > REMEMBERED_MAX && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }
}
