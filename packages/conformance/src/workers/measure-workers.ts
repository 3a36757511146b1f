import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ConsumerConnection, untilWorkers, workerPids } from '../harness/consumer-connection';
import { GatewayAlone } from '../harness/gateway-alone';

/** Each process compiles what it runs often, which takes it about 40,000 requests: each of two workers gets half. */
const FIRST_WARM_UP_SECONDS = 100;
const WARM_UP_SECONDS = 2;
const SECONDS = 15;
const REQUESTS_PER_SECOND = 800;
/** Consumers with a kept-alive connection each. */
const CONNECTIONS = 40;
/** A tick of the CPU times in /proc (USER_HZ). */
const MICROS_PER_TICK = 10_000;

/** What a data plane did at a fixed rate. */
export interface Measured {
  readonly requests: number;
  readonly failures: number;
  /** Of all processes of the data plane. */
  readonly cpuMicrosPerRequest: number;
  /** The part of the process that does not serve, if there is one. */
  readonly cpuMicrosPerRequestOfPrimary: number;
  /** How many requests each worker has served. */
  readonly requestsOfWorkers: readonly number[];
}

/** Two data planes that differ in the number of workers. */
export interface GatewayPair {
  readonly one: GatewayAlone;
  readonly two: GatewayAlone;
  stop(): Promise<void>;
}

export async function startGateways(): Promise<GatewayPair> {
  const [one, two] = await Promise.all([start(1), start(2)]);
  for (const gateway of [one, two]) await measure(gateway, FIRST_WARM_UP_SECONDS);
  return {
    one,
    two,
    async stop() {
      await Promise.all([one.stop(), two.stop()]);
    },
  };
}

/** @param twoFirst the order within the pair, to alternate */
export async function measurePair(
  { one, two }: GatewayPair,
  twoFirst: boolean,
): Promise<{ one: Measured; two: Measured }> {
  if (twoFirst) {
    const second = await measure(two);
    return { one: await measure(one), two: second };
  }
  return { one: await measure(one), two: await measure(two) };
}

async function start(workers: number): Promise<GatewayAlone> {
  const gateway = await GatewayAlone.start({
    SWITCHYARD_DATA_PLANE_WORKERS: String(workers),
    SWITCHYARD_LOG_LEVEL: 'info',
  });
  if (workers > 1) await untilWorkers(gateway, workers);
  await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'] }]);
  return gateway;
}

async function measure(gateway: GatewayAlone, warmUpSeconds = WARM_UP_SECONDS): Promise<Measured> {
  const connections: ConsumerConnection[] = [];
  // One after the other, as consumers come: of those that come at once, one worker takes most.
  while (connections.length < CONNECTIONS) {
    connections.push(await ConsumerConnection.open(gateway, false));
    await delay(5);
  }
  await load(connections, warmUpSeconds);
  const before = cpuMicros(gateway);
  const { failures, requestsByPid } = await load(connections, SECONDS);
  const used = cpuMicros(gateway).map((micros, index) => micros - (before[index] ?? 0));
  for (const connection of connections) connection.close();
  gateway.simulator.clearRequests();
  const requests = SECONDS * REQUESTS_PER_SECOND;
  const requestsOfWorkers = [...requestsByPid.values()];
  const cpuMicrosPerRequest = Math.round(used.reduce((sum, micros) => sum + micros, 0) / requests);
  const [first = 0, ...others] = used;
  const cpuMicrosPerRequestOfPrimary = others.length === 0 ? 0 : Math.round(first / requests);
  return { requests, failures, cpuMicrosPerRequest, cpuMicrosPerRequestOfPrimary, requestsOfWorkers };
}

/** Open loop: each request is sent when it is due, on the connection whose turn it is. */
async function load(connections: readonly ConsumerConnection[], seconds: number) {
  const requestsByPid = new Map<number, number>();
  let failures = 0;
  const sent: Promise<void>[] = [];
  const startedAtMs = performance.now();
  for (let number = 0; number < seconds * REQUESTS_PER_SECOND; number += 1) {
    const dueAtMs = startedAtMs + (number * 1_000) / REQUESTS_PER_SECOND;
    await delay(Math.max(0, dueAtMs - performance.now()));
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

/** The CPU time that each process of a data plane has used so far, the first one that was started before its workers. */
function cpuMicros({ program }: GatewayAlone): number[] {
  return [program.pid, ...workerPids(program)].map((pid) => cpuTicks(pid) * MICROS_PER_TICK);
}

/** User and system time of a process. */
function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command's name may have spaces; the fields after it do not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [USER, SYSTEM] = [11, 12];
  return Number(fields[USER]) + Number(fields[SYSTEM]);
}
