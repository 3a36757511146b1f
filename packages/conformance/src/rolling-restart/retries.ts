import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { startNginx } from './local-nginx';

/** Half of them go to the data plane with the fault. */
const REQUESTS = 4;
const READ_TIMEOUT_SECONDS = 1;
/** More than fit into the queue of a listener that accepts none. */
const FILLING_CONNECTIONS = 4;

/** A listener whose program hangs before it accepts anything. */
const HANGING_LISTENER = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** What became of requests to two data planes of which one has a fault. */
interface Outcome {
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many requests arrived at a data plane. */
  readonly arrived: number;
}

/**
 * Sends POST requests through nginx with the shipped load balancer's file while one of two data planes does not accept them,
 * does not answer, or breaks the connection.
 *
 * @returns what nginx does wrong: it must ask the other data plane only if the first has not had the request
 */
export async function retryFaults(): Promise<string[]> {
  const half = REQUESTS / 2;
  const hanging = await withHangingListener((port) => outcomeBeside(port));
  const silent = await outcomeBesideServer(() => undefined);
  const broken = await outcomeBesideServer((request) => request.socket.destroy());
  return [
    ...difference('does not accept connections', hanging, { statuses: { 200: REQUESTS }, arrived: REQUESTS }),
    ...difference('does not answer', silent, { statuses: { 200: half, 504: half }, arrived: REQUESTS }),
    ...difference('breaks the connection', broken, { statuses: { 200: half, 502: half }, arrived: REQUESTS }),
  ];
}

function difference(fault: string, outcome: Outcome, expected: Outcome): string[] {
  const [came, wanted] = [JSON.stringify(outcome), JSON.stringify(expected)];
  return came === wanted ? [] : [`beside a data plane that ${fault}: ${came} instead of ${wanted}`];
}

async function outcomeBesideServer(answer: (request: IncomingMessage) => void): Promise<Outcome> {
  let arrived = 0;
  const faulty = await listening((request) => {
    arrived += 1;
    request.resume().once('end', () => answer(request));
  });
  try {
    const outcome = await outcomeBeside(portOf(faulty));
    return { ...outcome, arrived: outcome.arrived + arrived };
  } finally {
    faulty.close().closeAllConnections();
  }
}

/** @param faultyPort where the data plane with the fault listens */
async function outcomeBeside(faultyPort: number): Promise<Outcome> {
  let arrived = 0;
  const good = await listening((_request, response) => {
    arrived += 1;
    response.end();
  });
  const nginx = await startNginx([faultyPort, portOf(good)], { readTimeoutSeconds: READ_TIMEOUT_SECONDS });
  try {
    const statuses: Record<string, number> = {};
    // One after the other, so that nginx gives them to the two in turn.
    for (let number = 0; number < REQUESTS; number += 1) {
      const { status } = await fetch(nginx.url, { method: 'POST', body: 'hello' });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    return { statuses, arrived };
  } finally {
    await nginx.stop();
    good.close().closeAllConnections();
  }
}

/** Connections to its port are neither accepted nor refused, as those to a machine that is gone. */
async function withHangingListener<Result>(act: (port: number) => Promise<Result>): Promise<Result> {
  const listener = new Worker(HANGING_LISTENER, { eval: true });
  const sockets: Socket[] = [];
  try {
    const [port] = (await once(listener, 'message')) as [number];
    for (let number = 0; number < FILLING_CONNECTIONS; number += 1) {
      sockets.push(connect(port, '127.0.0.1').on('error', () => undefined));
    }
    const [first] = sockets;
    if (first !== undefined) await once(first, 'connect');
    return await act(port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await listener.terminate();
  }
}

async function listening(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
