import type { Socket } from 'node:net';

/** Of a server that stops at once: a request that arrives just after an answer is in time. */
const IDLE_MS_MIN = 100;
/** Of a new connection, whose first request may still be on its way. A browser opens some that it never uses. */
const UNUSED_MS_MIN = 2_000;
/** How often connections are checked, in fractions of the time that they may be idle. */
const CHECKS = 10;

interface Idle {
  readonly sinceMs: number;
  readonly bytesRead: number;
}

/**
 * The open connections of a server, so that it can end the idle ones when it stops. A proxy may send a request on a connection
 * just as it is ended, and must not send that request again. So each stays idle for a while first: a proxy that sends
 * requests uses it in that time, and learns from the answer that it ends.
 */
export class IdleConnections {
  readonly #open = new Set<Socket>();
  readonly #isIdle: (socket: Socket) => boolean;
  #checking: NodeJS.Timeout | null = null;

  /** @param isIdle whether a connection has served a request, and no byte of another has come */
  constructor(isIdle: (socket: Socket) => boolean) {
    this.#isIdle = isIdle;
  }

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** From now on, ends connections once they have been idle for this long, and unused ones, until `stop`. */
  endAfter(idleMs: number): void {
    const idleMsMax = Math.max(idleMs, IDLE_MS_MIN);
    const idle = new WeakMap<Socket, Idle>();
    this.stop();
    const check = () => onceRead(() => this.#check(idle, idleMsMax));
    this.#checking = setInterval(check, idleMsMax / CHECKS);
    check();
  }

  /** Ends at once the connections on which no byte of a request has come, also the new ones, and others when they are idle. */
  endNow(): void {
    onceRead(() => {
      for (const socket of this.#open) if (socket.bytesRead === 0 || this.#isIdle(socket)) socket.destroy();
    });
    this.endAfter(0);
  }

  stop(): void {
    if (this.#checking !== null) clearInterval(this.#checking);
    this.#checking = null;
  }

  #check(idle: WeakMap<Socket, Idle>, idleMsMax: number): void {
    const nowMs = performance.now();
    for (const socket of this.#open) {
      const { bytesRead } = socket;
      const isUnused = bytesRead === 0;
      const allowedMs = isUnused ? Math.max(idleMsMax, UNUSED_MS_MIN) : idleMsMax;
      const known = idle.get(socket);
      if (!isUnused && !this.#isIdle(socket)) idle.delete(socket);
      else if (known?.bytesRead !== bytesRead) idle.set(socket, { sinceMs: nowMs, bytesRead });
      else if (nowMs - known.sinceMs >= allowedMs) socket.destroy();
    }
  }
}

/** Acts right after the event loop has read what has arrived: a request that waits to be read would be reset. */
function onceRead(act: () => void): void {
  setImmediate(act);
}
