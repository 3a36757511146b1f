import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** An upstream that answers each request with exactly these bytes, then ends or resets the connection or keeps it open. */
export class RawUpstream {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  requests = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(bytes: string | Buffer, then: 'end' | 'reset' | 'stay' = 'end'): Promise<RawUpstream> {
    const server = createServer();
    const upstream = new RawUpstream(server);
    server.on('connection', (socket) => {
      upstream.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => upstream.#sockets.delete(socket));
      socket.once('data', () => {
        upstream.requests += 1;
        socket.write(bytes, () => {
          if (then === 'end') socket.end();
          else if (then === 'reset') socket.resetAndDestroy();
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
