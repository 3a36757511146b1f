import { createServer } from 'node:net';

/** Below the ports of local services, and below those of outgoing connections. */
const LOWEST_PORT = 10_000;
const PORTS_PER_WORKER = 500;
const WORKERS_MAX = 20;
/** `fetch` refuses this one ("bad port"), as browsers do. */
const REFUSED_BY_FETCH = 10_080;

let given = Math.floor(Math.random() * PORTS_PER_WORKER);

/**
 * Returns a free port that no other test gets, for a program that needs a fixed port: each Jest worker has its own range and
 * cycles through it. Give port 0 to a program that reports where it listens.
 */
export async function reservedPort(): Promise<number> {
  const worker = (Number(process.env['JEST_WORKER_ID'] ?? '1') - 1) % WORKERS_MAX;
  for (let tries = 0; tries < PORTS_PER_WORKER; tries += 1) {
    given = (given + 1) % PORTS_PER_WORKER;
    const port = LOWEST_PORT + worker * PORTS_PER_WORKER + given;
    if (port !== REFUSED_BY_FETCH && (await isFree(port))) return port;
  }
  throw new Error(`all ${PORTS_PER_WORKER} ports of this worker are in use`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
