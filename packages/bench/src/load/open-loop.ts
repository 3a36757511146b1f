import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import type { ConsumerRequest } from './consumer-request';

const CONNECTIONS_MAX = 256;
const ANSWER_MS_MAX = 30_000;
/** A timer of Node is late by up to this. */
const TIMER_MS = 2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sends requests at a fixed rate, whether or not earlier ones were answered, and times each **from when it should have been
 * sent**: a gateway that stalls is charged for all that waited meanwhile.
 *
 * @param origin the gateway's
 * @returns how long each took until its answer was whole, in ms
 * @throws Error if one is not answered with 200
 */
export async function openLoop(
  origin: string,
  { path, headers }: ConsumerRequest,
  body: string,
  { requestsPerSecond, seconds }: { readonly requestsPerSecond: number; readonly seconds: number },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  const options = {
    agent,
    method: 'POST',
    timeout: ANSWER_MS_MAX,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  };
  const latencies: Promise<number>[] = [];
  try {
    const startMs = performance.now();
    for (let sent = 0; sent < requestsPerSecond * seconds; sent += 1) {
      const dueMs = startMs + (sent * 1_000) / requestsPerSecond;
      await untilDue(dueMs);
      const latency = answered(new URL(path, origin), options, body).then(() => performance.now() - dueMs);
      // All are awaited at the end.
      latency.catch(() => undefined);
      latencies.push(latency);
    }
    return await Promise.all(latencies);
  } finally {
    agent.destroy();
  }
}

/** Node's timers count whole milliseconds. The rest is slept in the kernel, which is exact and leaves the core to others. */
async function untilDue(dueMs: number): Promise<void> {
  const early = dueMs - TIMER_MS - performance.now();
  if (early > 0) await pause(early);
  const restMs = dueMs - performance.now();
  if (restMs > 0) Atomics.wait(sleeper, 0, 0, restMs);
}

function answered(url: URL, options: object, body: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = request(url, options, (response) => {
    response.resume();
    response.on('error', reject).on('end', () => {
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${url.href} was answered with ${response.statusCode}`));
    });
  });
  outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url.href} within ${ANSWER_MS_MAX} ms`)));
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}
