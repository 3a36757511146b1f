import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedAnswer } from './behaviour';
import type { SendingPlan } from './sending-plan';

type Manner = Pick<SimulatedAnswer, 'delayMs' | 'bodyDelayMs' | 'eventDelayMs' | 'silent' | 'reset'>;

/**
 * Sends the plan in the wanted manner. Ends early where the client goes away; then `gone` has fired.
 *
 * @param noteStatus called as the status line is sent
 * @param noteBreak called before the connection is broken from our side
 */
export async function sendAnswer(
  response: ServerResponse,
  plan: SendingPlan,
  manner: Manner,
  gone: AbortSignal,
  notes: { noteStatus: (status: number) => void; noteBreak: () => void },
): Promise<void> {
  if (manner.silent) return;
  await pause(manner.delayMs, gone);
  if (gone.aborted) return;
  if (manner.reset) {
    notes.noteBreak();
    response.socket?.resetAndDestroy();
    return;
  }
  notes.noteStatus(plan.status);
  response.writeHead(plan.status, plan.headers);
  await sendPieces(response, plan.pieces, manner, gone);
  if (!gone.aborted) await finish(response, plan.ending, notes.noteBreak);
}

async function sendPieces(
  response: ServerResponse,
  pieces: readonly Buffer[],
  manner: Manner,
  gone: AbortSignal,
): Promise<void> {
  if (manner.bodyDelayMs !== undefined) response.flushHeaders();
  await pause(manner.bodyDelayMs, gone);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await pause(manner.eventDelayMs, gone);
    if (gone.aborted) return;
    if (!response.write(piece)) await once(response, 'drain', { signal: gone }).catch(() => undefined);
  }
}

async function finish(response: ServerResponse, ending: SendingPlan['ending'], noteBreak: () => void): Promise<void> {
  if (ending === 'END') {
    response.end();
    return;
  }
  response.flushHeaders();
  if (ending === 'STALL') return;
  // What was written has to be on its way before the connection is broken, or it would be lost with it.
  await flushed(response);
  noteBreak();
  if (ending === 'CUT') response.socket?.destroy();
  else response.socket?.end();
}

/** An empty write is called back when all that was written before it is with the operating system. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.socket === null) resolve();
    else response.socket.write('', () => resolve());
  });
}

async function pause(ms: number | undefined, gone: AbortSignal): Promise<void> {
  if (ms !== undefined && ms > 0) await delay(ms, undefined, { signal: gone }).catch(() => undefined);
}
