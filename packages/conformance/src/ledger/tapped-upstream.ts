import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an upstream has answered, as it stood on the wire. */
export interface TappedAnswer {
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Passes requests and answers on, byte for byte, and keeps the answers. */
export class TappedUpstream {
  readonly answers: TappedAnswer[] = [];
  readonly #server: Server;

  private constructor(private readonly upstreamUrl: string) {
    this.#server = createServer((incoming, answer) => this.#pass(incoming, answer));
  }

  static async start(upstreamUrl: string): Promise<TappedUpstream> {
    const tap = new TappedUpstream(upstreamUrl);
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { url = '/', method, rawHeaders } = incoming;
    const outgoing = request(new URL(url, this.upstreamUrl), { method, headers: rawHeaders }, (upstream) => {
      const { statusCode: status = 0, headers } = upstream;
      answer.writeHead(status, upstream.rawHeaders);
      const chunks: Buffer[] = [];
      upstream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        answer.write(chunk);
      });
      upstream.on('end', () => {
        this.answers.push({ path: url, status, headers, body: Buffer.concat(chunks).toString() });
        answer.end();
      });
    });
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  }
}
