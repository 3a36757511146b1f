import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { until } from '@switchyard/runtime';
import { GatewayAlone } from '../harness/gateway-alone';
import { percentile } from '../scale/figure';

const PERMITS = 200;
const HELD_MIN = 90;
const WAITING = 1_000;
const REQUESTS_PER_SECOND = 50;
const SECONDS = 20;
const SILENT = 'silent';
const ANSWERING = 'answering';
const OTHER_PATH = '/other';

/** How an AI API answered at a fixed rate. */
export interface Measurement {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** The same AI API without and with a silent vendor on another one of the same data plane. */
export interface Pair {
  readonly quiet: Measurement;
  readonly beside: Measurement;
  /** Requests of the AI API with the silent vendor that were refused meanwhile. */
  readonly refused: number;
}

/** @param silentFirst the order within the pair, to alternate */
export async function measurePair(gateway: GatewayAlone, silentFirst: boolean): Promise<Pair> {
  let quiet: Measurement | null = silentFirst ? null : await measure(gateway);
  const waiting = await openWaiting(gateway);
  const beside = await measure(gateway);
  waiting.postMessage('end');
  const [refused] = (await once(waiting, 'message')) as [number];
  await once(waiting, 'exit');
  quiet ??= await measure(gateway);
  return { quiet, beside, refused };
}

/** A data plane with few permits and two AI APIs, one of which has a vendor that accepts and stays silent. */
export async function startBesideSilence(): Promise<GatewayAlone> {
  const gateway = await GatewayAlone.start({ SWITCHYARD_REQUESTS_IN_FLIGHT_MAX: String(PERMITS) });
  await gateway.configure([SILENT, ANSWERING], [], undefined, (aiApi) => {
    aiApi.requestTimeoutSeconds = 300;
    aiApi.totalTimeoutSeconds = 600;
  });
  await gateway.publishCopy(OTHER_PATH);
  gateway.simulator.setBehaviours([{ match: { model: SILENT }, answer: { silent: true } }]);
  return gateway;
}

async function openWaiting(gateway: GatewayAlone): Promise<Worker> {
  const body = chatBody(SILENT);
  const head = `POST ${gateway.basePath}/chat/completions HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${gateway.liveKey}`;
  const request = `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const workerData = { port: Number(new URL(gateway.url).port), request, connections: WAITING };
  gateway.simulator.clearRequests();
  const worker = new Worker(join(__dirname, 'waiting-connections.js'), { workerData });
  await once(worker, 'message');
  // Refused connections try again later, and take what is left of the AI API's half.
  await until(
    () => gateway.simulator.requests().length >= HELD_MIN,
    'the silent vendor holds nearly half of the permits',
  );
  return worker;
}

/** Open loop: each request is sent when it is due, and its latency counts from then. */
async function measure(gateway: GatewayAlone): Promise<Measurement> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const sent: Promise<void>[] = [];
  const startedAtMs = performance.now();
  for (let number = 0; number < SECONDS * REQUESTS_PER_SECOND; number += 1) {
    const dueAtMs = startedAtMs + (number * 1_000) / REQUESTS_PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, dueAtMs - performance.now())));
    const one = chat(gateway).then((status) => {
      latencies.push(performance.now() - dueAtMs);
      statuses[status] = (statuses[status] ?? 0) + 1;
    });
    sent.push(one);
  }
  await Promise.all(sent);
  return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), statuses };
}

async function chat(gateway: GatewayAlone): Promise<number> {
  const response = await fetch(`${gateway.url}${OTHER_PATH}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.liveKey}` },
    body: chatBody(ANSWERING),
  });
  await response.arrayBuffer();
  return response.status;
}

function chatBody(model: string): string {
  return JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] });
}
