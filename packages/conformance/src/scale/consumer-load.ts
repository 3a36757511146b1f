import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import type { LargeConfiguration } from './large-configuration';
import { REQUESTED_MODEL } from './originals';
import { send } from './send-request';
import type { Sizes } from './sizes';

const CONNECTIONS_MAX = 64;
const TICK_MS = 2;
/** Prime, so that the requests go to every AI API in an order of no pattern. */
const STRIDE = 7_919;
const BODY = JSON.stringify({ model: REQUESTED_MODEL, messages: [{ role: 'user', content: 'x'.repeat(1_000) }] });

/** Sends chat completions at a steady rate to all AI APIs in turn, whether or not earlier ones were answered. */
export class ConsumerLoad {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  #sent = 0;

  constructor(
    readonly dataPlaneUrl: string,
    readonly configuration: LargeConfiguration,
    readonly sizes: Sizes,
  ) {}

  close(): void {
    this.#agent.destroy();
  }

  /** Sends requests for a period. @returns how long each took, in ms. @throws Error if one is not answered with 200 */
  async period(): Promise<number[]> {
    const { loadPeriodMs, requestsPerSecond } = this.sizes;
    const startedAtMs = performance.now();
    const requests: Promise<number>[] = [];
    for (let elapsedMs = 0; elapsedMs < loadPeriodMs; elapsedMs = performance.now() - startedAtMs) {
      const due = Math.ceil((elapsedMs / 1_000) * requestsPerSecond);
      while (requests.length < due) {
        const request = this.#request();
        // All are awaited at the end.
        request.catch(() => undefined);
        requests.push(request);
      }
      await pause(TICK_MS);
    }
    return Promise.all(requests);
  }

  async #request(): Promise<number> {
    this.#sent += 1;
    const { basePath, secret } = this.configuration.accessTo(((this.#sent * STRIDE) % this.sizes.aiApis) + 1);
    const sentAtMs = performance.now();
    const url = `${this.dataPlaneUrl}${basePath}/chat/completions`;
    const { status, text } = await send(this.#agent, url, secret, BODY);
    if (status !== 200) throw new Error(`${url} was answered with ${status}: ${text}`);
    return performance.now() - sentAtMs;
  }
}
