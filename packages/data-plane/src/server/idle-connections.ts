import type { Socket } from 'node:net';

/** Of a server that stops at once: a request that arrives on a new connection is in time. */
const IDLE_MS_MIN = 100;
/** How often connections are looked at, in parts of the time that they may be idle. */
const LOOKS = 10;

interface Idle {
  readonly sinceMs: number;
  readonly bytesRead: number;
}

/**
 * The open connections of a server, so that it can end the idle ones when it stops. A proxy may send a request on a connection
 * just as it is ended, and must not send that request again. So each is idle for a while first, in which a proxy that sends
 * requests uses it, and learns from the answer that it ends.
 */
export class IdleConnections {
  readonly #open = new Set<Socket>();
  readonly #isBusy: (socket: Socket) => boolean;
  #looking: NodeJS.Timeout | null = null;

  /** @param isBusy whether a request is in progress on a connection */
  constructor(isBusy: (socket: Socket) => boolean) {
    this.#isBusy = isBusy;
  }

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** From now on, ends the connections that were idle for this long, until `stop`. */
  endAfter(idleMs: number): void {
    const idleMsMax = Math.max(idleMs, IDLE_MS_MIN);
    const idle = new WeakMap<Socket, Idle>();
    this.stop();
    // Right after the event loop has read what has arrived: a request that waits to be read would be reset.
    const look = () => setImmediate(() => this.#look(idle, idleMsMax));
    this.#looking = setInterval(look, idleMsMax / LOOKS);
    look();
  }

  stop(): void {
    if (this.#looking !== null) clearInterval(this.#looking);
    this.#looking = null;
  }

  #look(idle: WeakMap<Socket, Idle>, idleMsMax: number): void {
    const nowMs = performance.now();
    for (const socket of this.#open) {
      const { bytesRead } = socket;
      const known = idle.get(socket);
      if (this.#isBusy(socket)) idle.delete(socket);
      else if (known?.bytesRead !== bytesRead) idle.set(socket, { sinceMs: nowMs, bytesRead });
      else if (nowMs - known.sinceMs >= idleMsMax) socket.destroy();
    }
  }
}
