import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ConsumerConnection,
  type ConsumersGateway,
  GatewayAlone,
  untilWorkers,
  workerPids,
} from '@switchyard/conformance';
import { freePort } from '@switchyard/local-services';
import type { Simulator } from '@switchyard/simulator';
import { builtProgram } from '../processes/built-program';
import { ChildProgram } from '../processes/child-program';
import { parseProcessStat, TICKS_PER_SECOND } from '../processes/process-stat';

/** Each process compiles what it runs often, which takes it about 40,000 requests: each of two workers gets half. */
const FIRST_WARM_UP_SECONDS = 45;
const WARM_UP_SECONDS = 2;
const SECONDS = 12;
/** Consumers with a kept-alive connection each. */
const CONNECTIONS = 40;
const MICROS_PER_TICK = 1_000_000 / TICKS_PER_SECOND;
const WORKERS = 2;

/** What a gateway did at a fixed rate. */
export interface Measured {
  readonly requests: number;
  readonly failures: number;
  /** Of all processes of the gateway. */
  readonly cpuMicrosPerRequest: number;
  /** The part of the process that does not serve, if there is one. */
  readonly cpuMicrosPerRequestOfPrimary: number;
  /** How many requests each worker has served. */
  readonly requestsOfWorkers: readonly number[];
}

/** What is measured: a gateway in one process, and with two workers. */
export interface Pair {
  readonly name: string;
  readonly one: ConsumersGateway;
  readonly two: ConsumersGateway;
}

/** The gateways, all before one simulator. */
export interface Gateways {
  readonly switchyard: Pair;
  /** The bare proxy in Node's own cluster. */
  readonly bareNode: Pair;
  readonly simulators: readonly Simulator[];
  readonly requestsPerSecond: number;
  stop(): Promise<void>;
}

export async function startGateways(requestsPerSecond: number): Promise<Gateways> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => void (await Promise.all(started.map((each) => each.stop())));
  try {
    const one = await startSwitchyard(1, started);
    const two = await startSwitchyard(WORKERS, started);
    const { url } = one.simulator;
    const bareOne = await startBareNode(1, url, started);
    const bareTwo = await startBareNode(WORKERS, url, started);
    const gateways: Gateways = {
      switchyard: { name: 'Switchyard', one, two },
      bareNode: { name: 'bare Node', one: bareOne, two: bareTwo },
      simulators: [one.simulator, two.simulator],
      requestsPerSecond,
      stop,
    };
    for (const gateway of [one, two, bareOne, bareTwo]) {
      await measure(gateways, gateway, FIRST_WARM_UP_SECONDS);
    }
    return gateways;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param twoFirst the order within the pair, to alternate */
export async function measurePair(
  gateways: Gateways,
  { one, two }: Pair,
  twoFirst: boolean,
): Promise<{ one: Measured; two: Measured }> {
  if (twoFirst) {
    const second = await measure(gateways, two);
    return { one: await measure(gateways, one), two: second };
  }
  return {
    one: await measure(gateways, one),
    two: await measure(gateways, two),
  };
}

async function startSwitchyard(workers: number, started: { stop(): Promise<void> }[]): Promise<GatewayAlone> {
  const gateway = await GatewayAlone.start({
    SWITCHYARD_DATA_PLANE_WORKERS: String(workers),
    SWITCHYARD_LOG_LEVEL: 'info',
  });
  started.push(gateway);
  if (workers > 1) await untilWorkers(gateway, workers);
  await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'] }]);
  return gateway;
}

async function startBareNode(
  workers: number,
  upstream: string,
  started: { stop(): Promise<void> }[],
): Promise<ConsumersGateway> {
  const port = await freePort();
  const args = [
    builtProgram('workers/bare-cluster-program.ts'),
    String(port),
    new URL(upstream).origin,
    'any',
    String(workers),
  ];
  const program = new ChildProgram(process.execPath, args);
  started.push(program);
  const url = `http://127.0.0.1:${port}`;
  await program.until(() => fetch(url).then((answer) => answer.body?.cancel().then(() => true)), 'the proxy answers');
  const gateway: ConsumersGateway = { url, basePath: '/v1', liveKey: 'any', program };
  if (workers > 1) await untilWorkers(gateway, workers);
  return gateway;
}

async function measure(
  { simulators, requestsPerSecond }: Gateways,
  gateway: ConsumersGateway,
  warmUpSeconds = WARM_UP_SECONDS,
): Promise<Measured> {
  const connections: ConsumerConnection[] = [];
  // One after the other, as consumers come: of those that come at once, one worker takes most.
  while (connections.length < CONNECTIONS) {
    connections.push(await ConsumerConnection.open(gateway, false));
    await delay(5);
  }
  await load(connections, requestsPerSecond, warmUpSeconds);
  const before = cpuMicros(gateway);
  const { failures, requestsByPid } = await load(connections, requestsPerSecond, SECONDS);
  const used = cpuMicros(gateway).map((micros, index) => micros - (before[index] ?? 0));
  for (const connection of connections) connection.close();
  for (const simulator of simulators) simulator.clearRequests();
  const requests = SECONDS * requestsPerSecond;
  const requestsOfWorkers = [...requestsByPid.values()];
  const cpuMicrosPerRequest = Math.round(used.reduce((sum, micros) => sum + micros, 0) / requests);
  const [first = 0, ...others] = used;
  const cpuMicrosPerRequestOfPrimary = others.length === 0 ? 0 : Math.round(first / requests);
  return { requests, failures, cpuMicrosPerRequest, cpuMicrosPerRequestOfPrimary, requestsOfWorkers };
}

/** Open loop: each request is sent when it is due, on the connection whose turn it is. */
async function load(connections: readonly ConsumerConnection[], requestsPerSecond: number, seconds: number) {
  const requestsByPid = new Map<number, number>();
  let failures = 0;
  const sent: Promise<void>[] = [];
  const startedAtMs = performance.now();
  for (let number = 0; number < seconds * requestsPerSecond; number += 1) {
    const earlyMs = startedAtMs + (number * 1_000) / requestsPerSecond - performance.now();
    // A timer waits for at least a millisecond, in which more than one may be due.
    if (earlyMs > 0) await delay(earlyMs);
    const connection = connections[number % connections.length];
    if (connection === undefined) throw new Error('no connection was opened');
    const { workerPid } = connection;
    requestsByPid.set(workerPid, (requestsByPid.get(workerPid) ?? 0) + 1);
    const one = connection.chat('any').then(
      ({ status }) => void (failures += status === 200 ? 0 : 1),
      () => void (failures += 1),
    );
    sent.push(one);
  }
  await Promise.all(sent);
  return { failures, requestsByPid };
}

/** The CPU time that each process of a gateway has used so far, the first one that was started before its workers. */
function cpuMicros({ program }: ConsumersGateway): number[] {
  const pids = [program.pid, ...workerPids(program)];
  return pids.map((pid) => parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).cpuTicks * MICROS_PER_TICK);
}
