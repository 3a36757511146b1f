import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy on 127.0.0.1 that can fall silent, as a network that drops packets does: connections stay open, but nothing
 * passes in either direction. For tests only.
 */
export class SilentProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  /** How often it was cut: what was connected before the last time stays silent. */
  #cuts = 0;
  #isSilent = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param port of the server on 127.0.0.1 that it forwards to */
  static async start(port: number): Promise<SilentProxy> {
    const server = createServer();
    const proxy = new SilentProxy(server);
    server.on('connection', (client) => proxy.#join(client, port));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The URL of the server, such as `postgres://…`, by way of this proxy. */
  urlFor(url: string): string {
    const changed = new URL(url);
    changed.port = String(this.port);
    return changed.href;
  }

  /** From now on, nothing passes; new connections are accepted but not answered. */
  cut(): void {
    this.#isSilent = true;
    this.#cuts += 1;
  }

  /** Lets new connections pass again. Those that were cut off stay silent: what was sent on them is lost. */
  restore(): void {
    this.#isSilent = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, port: number): void {
    this.#hold(client);
    if (this.#isSilent) return void client.resume();
    const server = this.#hold(connect(port, '127.0.0.1'));
    const joinedAt = this.#cuts;
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (chunk: Buffer) => {
        if (this.#cuts === joinedAt) to.write(chunk);
      });
      from.on('close', () => {
        if (this.#cuts === joinedAt) to.destroy();
      });
    };
    pass(client, server);
    pass(server, client);
  }

  #hold(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
  }
}
