import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const LINE_END = Buffer.from('\r\n');

/**
 * A proxy between a publisher and NATS that can limit how many more writes to a bucket pass. After that it forwards nothing in
 * either direction, as if the publisher's machine lost power between two writes.
 */
export class InterruptingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #writesLeft = Number.POSITIVE_INFINITY;
  #interrupted = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(natsPort: number, bucket: string): Promise<InterruptingProxy> {
    const server = createServer();
    const proxy = new InterruptingProxy(server);
    server.on('connection', (client) => proxy.#join(client, connect(natsPort, '127.0.0.1'), bucket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Whether it has held back the write after the last permitted one. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  letPass(writes: number): void {
    this.#writesLeft = writes;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, server: Socket, bucket: string): void {
    // The client publishes with `HPUB <subject> …`, a separate line before the payload.
    const write = Buffer.from(`HPUB $KV.${bucket}.`);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
    }
    let pending = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      if (this.#interrupted) return;
      pending = Buffer.concat([pending, chunk]);
      pending = this.#passOn(pending, write, server);
    });
    server.on('data', (chunk: Buffer) => {
      if (!this.#interrupted) client.write(chunk);
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  /** Forwards complete protocol messages until one may not pass. Returns the incomplete rest. */
  #passOn(bytes: Buffer, write: Buffer, server: Socket): Buffer<ArrayBuffer> {
    let start = 0;
    for (;;) {
      const end = messageEnd(bytes, start);
      if (end === null) break;
      if (bytes.subarray(start, start + write.length).equals(write)) {
        if (this.#writesLeft === 0) {
          this.#interrupted = true;
          return Buffer.alloc(0);
        }
        this.#writesLeft -= 1;
      }
      server.write(bytes.subarray(start, end));
      start = end;
    }
    return Buffer.from(bytes.subarray(start));
  }
}

/** The end of the client protocol message that begins at `start`; null if it is incomplete. */
function messageEnd(bytes: Buffer, start: number): number | null {
  const lineEnd = bytes.indexOf(LINE_END, start);
  if (lineEnd < 0) return null;
  const line = bytes.toString('latin1', start, lineEnd);
  const payload = /^H?PUB .*?(\d+)$/i.exec(line);
  const end = lineEnd + LINE_END.length + (payload === null ? 0 : Number(payload[1]) + LINE_END.length);
  return end <= bytes.length ? end : null;
}
