import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request for a model. */
export type Script = (response: ServerResponse, request: IncomingMessage) => void;

/** An upstream that answers by a script for each model, for what the simulator has no behaviour for. */
export class ScriptedUpstream {
  readonly asked: string[] = [];
  readonly scripts = new Map<string, Script>();
  #server: Server | null = null;

  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        const model = modelOf(request.url ?? '', Buffer.concat(chunks).toString());
        this.asked.push(model);
        (this.scripts.get(model) ?? good)(response, request);
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

function modelOf(path: string, body: string): string {
  const inPath = /(?:models|deployments)\/([^:/?]+)[:/]/.exec(path)?.[1];
  const inForm = /name="model"\r\n\r\n([^\r]+)/.exec(body)?.[1];
  return inPath ?? inForm ?? (JSON.parse(body) as { model?: string }).model ?? '';
}

/** What an answer needs of any vendor's profile to be a good one. */
export const GOOD_BODY = JSON.stringify({ choices: [{}], content: [{}], candidates: [{}] });

const good: Script = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(GOOD_BODY);

/** Sends a body in pieces of this many bytes, each in a write of its own. */
export function inPieces(response: ServerResponse, body: Buffer, bytes: number): void {
  response.socket?.setNoDelay(true);
  let at = 0;
  const next = () => {
    if (at >= body.length) return void response.end();
    at += bytes;
    response.write(body.subarray(at - bytes, at), () => setImmediate(next));
  };
  next();
}
