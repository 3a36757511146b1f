import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread of its own, so that these clients take nothing from those whose latency is measured. Each sends the request on a
 * connection of its own and waits. A refused one tries again after as long as the official SDKs wait at most.
 */
interface WorkerData {
  readonly port: number;
  readonly request: string;
  readonly connections: number;
}

const RETRY_MS = 8_000;
const OPENED_PER_TURN = 50;

const { port, request, connections } = workerData as WorkerData;
const sockets: Socket[] = [];
let refused = 0;

function open(): void {
  const socket = connect(port, '127.0.0.1', () => socket.write(request));
  socket.on('data', (chunk) => {
    if (!chunk.includes('HTTP/1.1 503')) return;
    refused += 1;
    setTimeout(() => socket.write(request), RETRY_MS).unref();
  });
  socket.on('error', () => {});
  sockets.push(socket);
}

const opening = setInterval(() => {
  for (let opened = 0; opened < OPENED_PER_TURN && sockets.length < connections; opened += 1) open();
  if (sockets.length < connections) return;
  clearInterval(opening);
  parentPort?.postMessage('open');
}, 20);

parentPort?.once('message', () => {
  for (const socket of sockets) socket.destroy();
  parentPort?.postMessage(refused);
  parentPort?.close();
});
