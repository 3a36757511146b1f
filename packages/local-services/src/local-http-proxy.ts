import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What an HTTP proxy was asked for. */
export interface ProxiedRequest {
  readonly method: string;
  /** The authority of a tunnel, or the URL of a request to send on. */
  readonly target: string;
  readonly authorization: string | undefined;
  readonly host: string | undefined;
}

/** An HTTP proxy on the loopback interface, for tests: it reaches every host at one port of this machine. */
export class LocalHttpProxy {
  readonly requests: ProxiedRequest[] = [];
  /** Refuses tunnels with this status; null opens them. 0 never answers. */
  refusal: number | null = null;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(vendorPort: number) {
    this.#server = createServer((incoming, response) => {
      this.#note(incoming);
      if (this.refusal !== null) return void response.writeHead(this.refusal).end();
      const { pathname, search } = new URL(incoming.url ?? '');
      const { 'proxy-authorization': _own, ...headers } = incoming.headers;
      const options = {
        host: '127.0.0.1',
        port: vendorPort,
        path: pathname + search,
        method: incoming.method,
        headers,
      };
      const outgoing = request(options, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(outgoing.on('error', () => response.destroy()));
    });
    this.#server.on('connection', (socket) => this.#keep(socket));
    this.#server.on('connect', (incoming: IncomingMessage, client: Socket) => {
      this.#note(incoming);
      client.on('error', () => undefined);
      if (this.refusal === 0) return;
      if (this.refusal !== null) return void client.end(`HTTP/1.1 ${this.refusal} No\r\n\r\n`);
      const vendor = connect(vendorPort, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(vendor).pipe(client);
      });
      vendor.on('error', () => client.destroy());
      client.on('close', () => vendor.destroy());
      this.#keep(vendor);
    });
  }

  static async start(vendorPort: number): Promise<LocalHttpProxy> {
    const proxy = new LocalHttpProxy(vendorPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** @param credentials such as `user:password` */
  url(credentials = ''): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${credentials === '' ? '' : `${credentials}@`}127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note({ method = '', url = '', headers }: IncomingMessage): void {
    this.requests.push({ method, target: url, authorization: headers['proxy-authorization'], host: headers.host });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
