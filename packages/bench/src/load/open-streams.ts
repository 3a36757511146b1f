import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import type { ConsumerRequest } from './consumer-request';
import { EventCounter } from './event-counter';

const HEAD_END = '\r\n\r\n';
const FIRST_BYTE_MS_MAX = 30_000;
/** So that opening them is a load of its own, but no burst. */
const OPENED_PER_SECOND = 500;

/** Many streamed answers at once, each over a connection of its own, read as they come. */
export class OpenStreams {
  readonly #sockets: Socket[] = [];
  readonly #counters = new Map<Socket, EventCounter>();
  readonly #firstByteMs: number[] = [];
  #failure: Error | null = null;

  /** Opens this many and waits until each has begun. @throws Error if one does not begin, or is not answered with 200 */
  static async open(
    gateway: { readonly origin: string; readonly request: ConsumerRequest },
    body: string,
    count: number,
  ): Promise<OpenStreams> {
    const streams = new OpenStreams();
    try {
      const begun: Promise<number>[] = [];
      const startMs = performance.now();
      for (let opened = 0; opened < count; opened += 1) {
        const earlyMs = startMs + (opened * 1_000) / OPENED_PER_SECOND - performance.now();
        if (earlyMs > 0) await pause(earlyMs);
        const first = streams.#openOne(gateway.origin, gateway.request, body);
        first.catch(() => undefined);
        begun.push(first);
      }
      streams.#firstByteMs.push(...(await Promise.all(begun)));
      return streams;
    } catch (error) {
      streams.close();
      throw error;
    }
  }

  /** How long each took from sending the request to the first byte of its answer's body, in ms. */
  get firstByteMs(): readonly number[] {
    return this.#firstByteMs;
  }

  /** The events that have arrived so far, on all streams together. @throws Error if a stream has ended */
  get eventCount(): number {
    if (this.#failure !== null) throw this.#failure;
    return Array.from(this.#counters.values(), ({ count }) => count).reduce((sum, count) => sum + count, 0);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #openOne(origin: string, { path, headers }: ConsumerRequest, body: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const { hostname, port, host } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#sockets.push(socket);
    const head = Object.entries({ host, 'content-type': 'application/json', ...headers });
    const lines = [...head, ['content-length', Buffer.byteLength(body)]].map(([name, value]) => `${name}: ${value}`);
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}${HEAD_END}${body}`);
    const sentAtMs = performance.now();
    socket.setTimeout(FIRST_BYTE_MS_MAX, () => socket.destroy(new Error(`a stream of ${origin} is silent`)));
    const counter = new EventCounter();
    this.#counters.set(socket, counter);
    let unread: Buffer | null = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      if (unread === null) return counter.push(chunk);
      unread = Buffer.concat([unread, chunk]);
      const text = unread.toString('latin1');
      const bodyStart = text.indexOf(HEAD_END) + HEAD_END.length;
      if (bodyStart < HEAD_END.length || bodyStart === text.length) return;
      if (!text.startsWith('HTTP/1.1 200 ')) return void socket.destroy(new Error(`a stream was answered: ${text}`));
      counter.push(unread.subarray(bodyStart));
      unread = null;
      resolve(performance.now() - sentAtMs);
    });
    socket.on('error', (error) => this.#fail(error, reject));
    socket.on('end', () => this.#fail(new Error(`${origin} ended a stream`), reject));
    return promise;
  }

  #fail(error: Error, reject: (error: Error) => void): void {
    this.#failure ??= error;
    reject(error);
  }
}
