import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedAnswer } from './behaviour';
import type { SendingPlan } from './sending-plan';

type Manner = Pick<SimulatedAnswer, 'delayMs' | 'bodyDelayMs' | 'eventDelayMs' | 'silent' | 'reset'>;

/**
 * Sends the plan with the behaviour's delays and ending. Ends early if the client goes away, which `gone` signals.
 *
 * @param notes `noteStatus` is called when the status line is sent, `noteSent` with how many pieces have been sent, `noteBreak`
 *   before the simulator breaks the connection
 */
export async function sendAnswer(
  response: ServerResponse,
  plan: SendingPlan,
  manner: Manner,
  gone: AbortSignal,
  notes: { noteStatus: (status: number) => void; noteSent: (pieces: number) => void; noteBreak: () => void },
): Promise<void> {
  if (manner.silent) return;
  await pause(manner.delayMs, gone);
  if (gone.aborted) return;
  if (manner.reset) {
    notes.noteBreak();
    response.req.socket.resetAndDestroy();
    return;
  }
  notes.noteStatus(plan.status);
  response.writeHead(plan.status, plan.headers);
  await sendPieces(response, plan.pieces, manner, gone, notes.noteSent);
  if (!gone.aborted) await finish(response, plan.ending, notes.noteBreak);
}

async function sendPieces(
  response: ServerResponse,
  pieces: readonly Buffer[],
  manner: Manner,
  gone: AbortSignal,
  noteSent: (pieces: number) => void,
): Promise<void> {
  if (manner.bodyDelayMs !== undefined) response.flushHeaders();
  await pause(manner.bodyDelayMs, gone);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await pause(manner.eventDelayMs, gone);
    if (gone.aborted) return;
    noteSent(index + 1);
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
  // Breaking the connection discards what the operating system does not have yet.
  await flushed(response);
  noteBreak();
  if (ending === 'CUT') response.req.socket.destroy();
  else response.req.socket.end();
}

/** The callback of an empty write runs when the operating system has everything written before it. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.socket === null) resolve();
    else response.socket.write('', () => resolve());
  });
}

async function pause(ms: number | undefined, gone: AbortSignal): Promise<void> {
  if (ms !== undefined && ms > 0) await delay(ms, undefined, { signal: gone }).catch(() => undefined);
}
