import { randomUUID } from 'node:crypto';
import {
  decodeEndpointTest,
  encodeEndpointTest,
  ENDPOINT_TEST_BYTES_MAX,
  ENDPOINT_TEST_MS_MAX,
  type EndpointTestAnswer,
  endpointTestAnswerSchema,
  endpointTestAnswerSubject,
  type EndpointTestRequest,
  endpointTestSubject,
  type MacKey,
  type MessageBus,
} from '@switchyard/contract';
import { unavailable } from '../../kernel/errors/domain-error';
import type { DataPlaneReader } from '../data-planes/data-plane-reader';

/** What the messages may take besides the test itself. */
const TRANSIT_MS_MAX = 2_000;

export interface EndpointTesterOptions {
  /** Null if this control plane has none, so that it can ask nobody. */
  readonly bus: MessageBus | null;
  /** `SealingKey.endpointTestKey` */
  readonly key: MacKey;
  readonly dataPlanes: DataPlaneReader;
  readonly waitMs?: number;
}

/** What of a test its caller gives. */
type TestedEndpoint = Pick<EndpointTestRequest, 'profile' | 'endpoint' | 'certificates'>;

type Waiting = (answer: EndpointTestAnswer) => void;

/** Asks a live data plane to test an endpoint. The control plane itself opens no credential and calls no vendor. */
export class EndpointTester {
  readonly #options: EndpointTesterOptions;
  readonly #askerId = randomUUID();
  readonly #waiting = new Map<string, Waiting>();
  readonly #stop: () => void;

  constructor(options: EndpointTesterOptions) {
    this.#options = options;
    const { bus, key } = options;
    const onMessage = (message: Uint8Array) => {
      const answer = decodeEndpointTest(key, endpointTestAnswerSchema, message);
      if (answer !== null) this.#waiting.get(answer.testId)?.(answer);
    };
    this.#stop = bus?.subscribe(endpointTestAnswerSubject(this.#askerId), onMessage) ?? (() => undefined);
  }

  /**
   * @param signal aborted when nobody waits any more
   * @throws DomainError UNAVAILABLE if no data plane is live, or if it does not answer in time
   */
  async test(what: TestedEndpoint, signal: AbortSignal): Promise<EndpointTestAnswer> {
    const { bus, key, dataPlanes, waitMs = ENDPOINT_TEST_MS_MAX + TRANSIT_MS_MAX } = this.#options;
    const dataPlane = dataPlanes.all().find(({ live }) => live);
    if (bus === null || dataPlane === undefined) {
      throw unavailable('Data planes test endpoints, and none is live: check that one is running.');
    }
    const testId = randomUUID();
    const stamp = { testId, askerId: this.#askerId, dataPlaneId: dataPlane.id, issuedAtMs: dataPlane.ownTimeMs };
    const message = encodeEndpointTest(key, { ...stamp, ...what });
    if (message.byteLength > ENDPOINT_TEST_BYTES_MAX)
      throw new Error(`an endpoint test has ${message.byteLength} bytes`);
    const { promise, resolve } = Promise.withResolvers<EndpointTestAnswer | null>();
    const timer = setTimeout(() => resolve(null), waitMs);
    const giveUp = () => resolve(null);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiting.set(testId, resolve);
    try {
      bus.publish(endpointTestSubject(dataPlane.id), message);
      const answer = await promise;
      if (answer !== null) return answer;
      throw unavailable(`The data plane on ${dataPlane.host} did not answer within ${waitMs / 1_000} seconds.`);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      this.#waiting.delete(testId);
    }
  }

  close(): void {
    this.#stop();
  }
}
