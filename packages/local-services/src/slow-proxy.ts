import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What one chunk may have when it is sent on, so that a slow connection does not come in bursts. */
const CHUNK_BYTES_MAX = 16 * 1_024;
/** How much waits in the proxy beyond what is on its way: then it stops reading, and the sender notices. */
const WAITING_BYTES_MAX = 64 * 1_024;
/** What a TCP connection has on its way at first, about (RFC 6928), and at most as systems are set up. */
const FIRST_WINDOW_BYTES = 16 * 1_024;
const WINDOW_BYTES_MAX = 4 * 1_024 * 1_024;
/** A connection that has sent nothing for so long begins again with the first window. */
const WINDOW_IDLE_MS = 1_000;

export interface Slowness {
  /** How much later each byte arrives, in each direction; 0 by default. */
  readonly latencyMs?: number;
  /** How much passes per connection and direction; unlimited by default. */
  readonly bytesPerSecond?: number;
  /** Whether the bytes per round trip double from 16 KiB to 4 MiB, as TCP begins; false by default. Needs a latency. */
  readonly slowStart?: boolean;
}

/** A TCP proxy on 127.0.0.1 that is as slow as a bad network. For tests only. */
export class SlowProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param port of the server on 127.0.0.1 that it forwards to */
  static async start(port: number, slowness: Slowness): Promise<SlowProxy> {
    const server = createServer();
    const proxy = new SlowProxy(server);
    server.on('connection', (client) => {
      const upstream = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [proxy.#hold(client), proxy.#hold(upstream)],
        [upstream, client],
      ] as const)
        new SlowPipe(from, to, slowness);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The URL of the server, such as `nats://…`, by way of this proxy. */
  urlFor(url: string): string {
    const changed = new URL(url);
    changed.port = String(this.port);
    return changed.href;
  }

  /** Closes all connections; the proxy accepts new ones. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hold(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
  }
}

/** One direction of a connection. */
class SlowPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #latencyMs: number;
  readonly #bytesPerSecond: number;
  readonly #queue: { readonly chunk: Buffer; readonly dueMs: number }[] = [];
  #queuedBytes = 0;
  /** When the last byte that was received has passed the narrowest part. */
  #freeAtMs = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #window: SlowStart | null;

  constructor(from: Socket, to: Socket, { latencyMs = 0, bytesPerSecond = Infinity, slowStart = false }: Slowness) {
    this.#from = from;
    this.#to = to;
    this.#latencyMs = latencyMs;
    this.#bytesPerSecond = bytesPerSecond;
    this.#window = slowStart ? new SlowStart(2 * latencyMs) : null;
    from.on('data', (data: Buffer) => this.#receive(data));
    from.on('close', () => to.destroy());
    to.on('close', () => {
      if (this.#timer !== null) clearTimeout(this.#timer);
    });
  }

  #receive(data: Buffer): void {
    for (let start = 0; start < data.length; start += CHUNK_BYTES_MAX) {
      const chunk = data.subarray(start, start + CHUNK_BYTES_MAX);
      const readyMs = Math.max(this.#freeAtMs, performance.now());
      const leavesMs = this.#window?.leaves(chunk.length, readyMs) ?? readyMs;
      this.#freeAtMs = leavesMs + (chunk.length / this.#bytesPerSecond) * 1_000;
      this.#queue.push({ chunk, dueMs: this.#freeAtMs + this.#latencyMs });
      this.#queuedBytes += chunk.length;
    }
    if (this.#queuedBytes > this.#queuedBytesMax) this.#from.pause();
    this.#schedule();
  }

  /** Latency alone must not slow a connection down. */
  get #queuedBytesMax(): number {
    const onTheirWay = this.#window?.bytes ?? (this.#bytesPerSecond * this.#latencyMs) / 1_000;
    return WAITING_BYTES_MAX + onTheirWay;
  }

  #schedule(): void {
    const [first] = this.#queue;
    if (first === undefined || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#send(), Math.max(first.dueMs - performance.now(), 0));
  }

  #send(): void {
    this.#timer = null;
    const nowMs = performance.now();
    let due = 0;
    for (const { chunk, dueMs } of this.#queue) {
      if (dueMs > nowMs) break;
      due += 1;
      this.#queuedBytes -= chunk.length;
      this.#to.write(chunk);
    }
    this.#queue.splice(0, due);
    if (this.#queuedBytes <= this.#queuedBytesMax) this.#from.resume();
    this.#schedule();
  }
}

/** How much TCP sends per round trip, in one direction of a connection. */
class SlowStart {
  readonly #roundTripMs: number;
  #roundAtMs = -Infinity;
  #sentBytes = 0;
  #windowBytes = FIRST_WINDOW_BYTES;

  constructor(roundTripMs: number) {
    this.#roundTripMs = roundTripMs;
  }

  /** What may be on its way. */
  get bytes(): number {
    return this.#windowBytes;
  }

  /** @returns when bytes that are ready at a time can leave */
  leaves(bytes: number, readyMs: number): number {
    const idleMs = readyMs - this.#roundAtMs - this.#roundTripMs;
    if (idleMs >= WINDOW_IDLE_MS) this.#begin(readyMs, FIRST_WINDOW_BYTES);
    else if (this.#sentBytes + bytes > this.#windowBytes)
      this.#begin(
        Math.max(readyMs, this.#roundAtMs + this.#roundTripMs),
        Math.min(this.#windowBytes * 2, WINDOW_BYTES_MAX),
      );
    else if (idleMs >= 0) this.#begin(readyMs, this.#windowBytes);
    this.#sentBytes += bytes;
    return Math.max(readyMs, this.#roundAtMs);
  }

  #begin(roundAtMs: number, windowBytes: number): void {
    this.#roundAtMs = roundAtMs;
    this.#windowBytes = windowBytes;
    this.#sentBytes = 0;
  }
}
