import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { completionResponse, STREAM_EVENT, STREAM_HEAD } from './answers';
import { RequestScanner } from './request-scanner';
import { StreamSchedule } from './stream-schedule';

/** What the upstream answers to every request. */
export type Behaviour =
  | { readonly kind: 'completion'; readonly bytes: number }
  /** An event at once, and another one after each interval, until the client closes the connection. */
  | { readonly kind: 'stream'; readonly eventEveryMs: number };

/** Against a client that stays connected for ever. */
const STREAM_MS_MAX = 300_000;

/** A vendor that costs as little as possible: it answers every request alike, without looking at it. */
export class BareUpstream {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(behaviour: Behaviour) {
    const answer = behaviour.kind === 'completion' ? this.#completing(behaviour.bytes) : this.#streaming(behaviour);
    this.#server = createServer({ noDelay: true }, (socket) => {
      const scanner = new RequestScanner();
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
      socket.on('data', (chunk: Buffer) => {
        try {
          for (let ended = scanner.push(chunk); ended > 0; ended -= 1) answer(socket);
        } catch (error) {
          const text = error instanceof Error ? error.message : String(error);
          socket.end(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
        }
      });
    });
  }

  static async start(behaviour: Behaviour): Promise<BareUpstream> {
    const upstream = new BareUpstream(behaviour);
    await new Promise<void>((resolve, reject) => {
      upstream.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return upstream;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #completing(bytes: number): (socket: Socket) => void {
    const response = completionResponse(bytes);
    return (socket) => void socket.write(response);
  }

  #streaming({ eventEveryMs }: { readonly eventEveryMs: number }): (socket: Socket) => void {
    const now = () => performance.now();
    const schedule = new StreamSchedule<Socket>(eventEveryMs, (socket) => void socket.write(STREAM_EVENT), now);
    this.#timer = setInterval(() => schedule.sendDue(), StreamSchedule.everyMs);
    const first = Buffer.concat([STREAM_HEAD, STREAM_EVENT]);
    return (socket) => {
      const timer = setTimeout(() => socket.destroy(), STREAM_MS_MAX);
      socket.once('close', () => {
        clearTimeout(timer);
        schedule.delete(socket);
      });
      socket.write(first);
      schedule.add(socket);
    };
  }
}
