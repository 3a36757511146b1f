import { Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A turn of the event loop that was shorter than this did nothing but look for connections. */
const QUIET_TURN_MS_MAX = 0.1;
/** How long to wait for such a turn on a busy machine. */
const QUIET_WAIT_MS_MAX = 1_000;

/**
 * Lets a server accept no more connections; those that it has stay open. The kernel makes connections before the program
 * accepts them, and resets the ones that it has not accepted when the listener closes: a proxy may have sent a request on them
 * already, which it must not send again. So the listener closes right after a turn in which there was none to accept.
 *
 * @returns a promise that resolves when all connections have ended
 */
export async function stopListening(server: Server): Promise<{ readonly ended: Promise<void> }> {
  let accepted = 0;
  const count = () => (accepted += 1);
  server.on('connection', count);
  const deadlineMs = performance.now() + QUIET_WAIT_MS_MAX;
  let isQuiet = false;
  // The rest of the present turn may look for no connections.
  await nextTurn();
  while (!isQuiet && performance.now() < deadlineMs) {
    const [acceptedBefore, startedAtMs] = [accepted, performance.now()];
    await nextTurn();
    isQuiet = accepted === acceptedBefore && performance.now() - startedAtMs < QUIET_TURN_MS_MAX;
  }
  server.off('connection', count);
  // The `close` of an HTTP server would also end idle connections, on which a proxy may be sending a request.
  const ended = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  return { ended };
}
