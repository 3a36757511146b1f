import { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** A turn of the event loop that was shorter than this did nothing but look for connections. */
const QUIET_TURN_MS_MAX = 0.1;
/** How long to wait for such a turn on a busy machine. */
const QUIET_WAIT_MS_MAX = 5_000;
/** Between two such turns, so that waiting takes hardly any CPU time from the requests that are being served. */
const QUIET_POLL_MS = 2;

/** When to stop waiting for a quiet turn. */
export interface QuietLimits {
  readonly turnMsMax: number;
  readonly waitMsMax: number;
}

/**
 * Lets a server accept no more connections; those that it has stay open. The kernel makes connections before the program
 * accepts them, and resets the ones that it has not accepted when the listener closes: a proxy may have sent a request on them
 * already, which it must not send again. So the listener closes right after a turn in which there was none to accept, if the
 * server has such a turn within a few seconds.
 *
 * @returns `resetsPossible`: there was no such turn; `ended` resolves when all connections have ended
 */
export async function stopListening(
  server: Server,
  { turnMsMax, waitMsMax }: QuietLimits = { turnMsMax: QUIET_TURN_MS_MAX, waitMsMax: QUIET_WAIT_MS_MAX },
): Promise<{ readonly ended: Promise<void>; readonly resetsPossible: boolean }> {
  let accepted = 0;
  const count = () => (accepted += 1);
  server.on('connection', count);
  const deadlineMs = performance.now() + waitMsMax;
  let isQuiet = false;
  // The rest of the present turn may look for no connections.
  await nextTurn();
  for (;;) {
    const [acceptedBefore, startedAtMs] = [accepted, performance.now()];
    await nextTurn();
    isQuiet = accepted === acceptedBefore && performance.now() - startedAtMs < turnMsMax;
    if (isQuiet || performance.now() >= deadlineMs) break;
    // The turn after it begins with timers and then looks for connections.
    await pause(QUIET_POLL_MS);
  }
  server.off('connection', count);
  // The `close` of an HTTP server would also end idle connections, on which a proxy may be sending a request.
  const ended = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  return { ended, resetsPossible: !isQuiet };
}
