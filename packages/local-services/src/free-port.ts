import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Linux hands out ports from 32768 up, macOS from 49152 up, to outgoing connections. A port from below is not taken by
 * one of those while the server that owns it is halted, and a client that knocks there cannot end up connected to itself.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_767;
const ATTEMPTS_MAX = 100;

/** A port of 127.0.0.1 on which nobody listens at the moment. Whoever uses it must bear with somebody being faster. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of the ${ATTEMPTS_MAX} ports tried between ${LOWEST_PORT} and ${HIGHEST_PORT} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
