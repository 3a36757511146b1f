import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

/** RFC 9110, section 7.6.1, and what the pool writes itself. */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'authorization',
]);

/**
 * The least that a proxy for AI APIs must do on Node: read the body, put the vendor's key in, and pass the answer on as it
 * comes, at the speed of the reader. What Switchyard costs beyond this is what it does.
 */
export function createBareProxy(upstreamOrigin: string, vendorKey: string): Server {
  const pool = new Pool(upstreamOrigin, { pipelining: 1 });
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = ['authorization', `Bearer ${vendorKey}`];
      const { rawHeaders } = request;
      for (let index = 0; index < rawHeaders.length; index += 2) {
        const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]];
        if (!NOT_FORWARDED.has(name.toLowerCase())) headers.push(name, value);
      }
      const [first, ...more] = chunks;
      const body = more.length === 0 ? (first ?? null) : Buffer.concat(chunks);
      pool.dispatch({ path: request.url ?? '/', method: methodOf(request), headers, body }, new Passage(response));
    });
  });
}

function methodOf({ method }: IncomingMessage): Dispatcher.HttpMethod {
  return (method ?? 'GET') as Dispatcher.HttpMethod;
}

class Passage implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.on('close', () => {
      if (!this.#response.writableEnded) controller.abort(new Error('the consumer left'));
    });
    this.#response.on('drain', () => controller.resume());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    for (const name of ['connection', 'keep-alive', 'transfer-encoding']) delete headers[name];
    this.#response.writeHead(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#response.end();
  }

  onResponseError(): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.#response.writeHead(502).end();
  }
}
