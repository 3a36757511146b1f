import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BehaviourInput, behavioursSchema } from './behaviour';
import { BehaviourList } from './behaviour-list';
import { Control, CONTROL_PREFIX } from './control';
import { type RecordedRequest, RequestLog } from './request-log';
import { Upstream } from './upstream';

/** Longer than any client keeps an idle connection, so that the simulator never closes one that gets a request. */
const KEEP_ALIVE_TIMEOUT_MS = 600_000;

export interface Simulator {
  /** Such as `http://127.0.0.1:9090`; it answers on any path. */
  readonly url: string;
  readonly port: number;
  /** Replaces the behaviours, like `PUT /simulator/behaviours`. @throws ZodError if one is not valid */
  setBehaviours(behaviours: readonly BehaviourInput[]): void;
  clearBehaviours(): void;
  /** The recorded requests, oldest first, like `GET /simulator/requests`. */
  requests(): RecordedRequest[];
  clearRequests(): void;
  /** Closes all connections and stops listening. */
  close(): Promise<void>;
}

export interface SimulatorOptions {
  /** A free one if 0, the default. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** How many requests it remembers; 10,000 by default. */
  readonly recordedRequestsMax?: number;
}

/** Starts an upstream that answers in the vendors' formats, as its behaviours say. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', recordedRequestsMax } = options;
  const behaviours = new BehaviourList();
  const log = new RequestLog(recordedRequestsMax);
  const control = new Control(behaviours, log);
  const upstream = new Upstream(behaviours, log);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (request, response) => {
    const handler = request.url?.startsWith(CONTROL_PREFIX) ? control : upstream;
    handler.handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const listening = await listen(server, port, host);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    port: listening,
    setBehaviours: (wanted) => behaviours.replace(behavioursSchema.parse({ behaviours: wanted }).behaviours),
    clearBehaviours: () => behaviours.replace([]),
    requests: () => log.list(),
    clearRequests: () => log.clear(),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const message = `The simulator cannot listen on ${host}:${port} (${error.message}). Set SWITCHYARD_SIMULATOR_PORT to another port.`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
