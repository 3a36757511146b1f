import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BehaviourInput, behavioursSchema } from './behaviour';
import { BehaviourList } from './behaviour-list';
import { Control, CONTROL_PREFIX } from './control';
import { type RecordedRequest, RequestLog } from './request-log';
import { Upstream } from './upstream';

/** Longer than any client keeps an idle connection, so that it is never closed under a request that is on its way. */
const KEEP_ALIVE_TIMEOUT_MS = 600_000;

export interface Simulator {
  /** Such as `http://127.0.0.1:9090`; it answers under any path below. */
  readonly url: string;
  readonly port: number;
  /** Replaces the behaviours, as `PUT /simulator/behaviours` does; throws a ZodError where one is not valid. */
  setBehaviours(behaviours: readonly BehaviourInput[]): void;
  clearBehaviours(): void;
  /** The requests received, oldest first, as `GET /simulator/requests` gives them. */
  requests(): RecordedRequest[];
  clearRequests(): void;
  /** Breaks the open connections and stops listening. */
  close(): Promise<void>;
}

export interface SimulatorOptions {
  /** 0, or left out: a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
}

/** Starts an upstream that speaks the vendors' formats and does what it is told. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1' } = options;
  const behaviours = new BehaviourList();
  const log = new RequestLog();
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
      const message = `the simulator cannot listen on ${host}:${port} (${error.message}). Set SWITCHYARD_SIMULATOR_PORT to another port.`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
