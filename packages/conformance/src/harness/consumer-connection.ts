import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { until } from '@switchyard/runtime';
import { connectionOwner, hasListener } from './connection-owner';
import type { Program } from './program';

/** An answer on such a connection. */
export interface ConnectionAnswer {
  readonly status: number;
  readonly target: string | null;
  readonly attempts: number;
  /** Of the table that it was answered by; null without one. */
  readonly revision: number | null;
  readonly text: string;
  /** Whether the gateway ends the connection after it. */
  readonly isLast: boolean;
}

/** A gateway as its consumers see it, and its first process. */
export interface ConsumersGateway {
  readonly url: string;
  readonly basePath: string;
  readonly liveKey: string;
  readonly program: Pick<Program, 'pid'>;
}

const CONNECTIONS_MAX = 1_000;

/** The ids of the processes that serve a data plane's requests, without the primary's. Linux only. */
export function workerPids({ pid }: Pick<Program, 'pid'>): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter(isWorker);
}

/** Until a child runs its program it is a copy of its parent, which waits for it: one that was stopped then would stop both. */
function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes('NODE_UNIQUE_ID=');
  } catch {
    return false;
  }
}

/** One kept-alive connection of a consumer, and so to one worker. When the gateway ends it, it is opened anew. */
export class ConsumerConnection {
  readonly #gateway: ConsumersGateway;
  readonly #stays: boolean;
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #socket: Socket | null = null;
  #workerPid = 0;

  private constructor(gateway: ConsumersGateway, stays: boolean) {
    this.#gateway = gateway;
    this.#stays = stays;
  }

  /**
   * Opens a connection, to whichever worker accepts it first.
   *
   * @param stays whether it is opened anew at the same worker only
   */
  static async open(gateway: ConsumersGateway, stays = true): Promise<ConsumerConnection> {
    const connection = new ConsumerConnection(gateway, stays);
    await connection.#open();
    return connection;
  }

  /** The process that has the other end. */
  get workerPid(): number {
    return this.#workerPid;
  }

  /** Sends a chat completion for a model. @throws the connection's error */
  async chat(model: string, body: object = {}, key = this.#gateway.liveKey): Promise<ConnectionAnswer> {
    const text = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }], ...body });
    const answer = await this.#ask('POST', `${this.#gateway.basePath}/chat/completions`, text, key);
    if (answer.isLast) await this.#reopen().catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(method: string, path: string, body: string, key = this.#gateway.liveKey): Promise<ConnectionAnswer> {
    const { port, hostname } = new URL(this.#gateway.url);
    const headers = { authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(body) };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ agent: this.#agent, hostname, port, method, path, headers }, resolve);
      sent.once('socket', (socket) => (this.#socket = socket));
      sent.once('error', reject);
      sent.end(body);
    });
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    if (!response.complete) throw new Error('the answer ended early');
    const header = (name: string) => response.headers[`x-switchyard-${name}`]?.toString() ?? null;
    const revision = header('revision');
    return {
      status: response.statusCode ?? 0,
      target: header('target'),
      attempts: Number(header('attempts')),
      revision: revision === null ? null : Number(revision),
      text,
      isLast: response.headers.connection === 'close',
    };
  }

  async #open(): Promise<void> {
    const { isLast } = await this.#ask('GET', '/', '');
    if (isLast) return this.#open();
    this.#workerPid = this.#owner();
  }

  /** Until the worker accepts it that had it before, if it stays. */
  async #reopen(): Promise<void> {
    const before = this.#workerPid;
    do {
      this.#agent.destroy();
      this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
      await this.#open();
    } while (this.#stays && this.#workerPid !== before && workerPids(this.#gateway.program).includes(before));
  }

  #owner(): number {
    const { program } = this.#gateway;
    const owner = this.#socket === null ? null : connectionOwner(this.#socket, [program.pid, ...workerPids(program)]);
    if (owner === null) throw new Error(`no process has the connection from port ${this.#socket?.localPort}`);
    return owner;
  }
}

/** Opens connections until each worker of a data plane has as many; returns them by the worker's pid. */
export async function connectToEach(
  gateway: ConsumersGateway,
  perWorker = 1,
): Promise<Map<number, [ConsumerConnection, ...ConsumerConnection[]]>> {
  const pids = workerPids(gateway.program);
  const byWorker = new Map<number, ConsumerConnection[]>(pids.map((pid) => [pid, []]));
  const superfluous: ConsumerConnection[] = [];
  for (let count = 0; count < CONNECTIONS_MAX; count += 1) {
    if ([...byWorker.values()].every(({ length }) => length >= perWorker)) break;
    const connection = await ConsumerConnection.open(gateway);
    const ofWorker = byWorker.get(connection.workerPid) ?? superfluous;
    (ofWorker.length < perWorker ? ofWorker : superfluous).push(connection);
  }
  for (const connection of superfluous) connection.close();
  return new Map(
    [...byWorker].map(([pid, [first, ...rest]]) => {
      if (first === undefined || rest.length < perWorker - 1) throw new Error(`worker ${pid} accepts no connections`);
      return [pid, [first, ...rest]];
    }),
  );
}

/** Waits until as many workers as wanted accept connections, others than those with these ids. */
export async function untilWorkers(gateway: ConsumersGateway, count: number, others: readonly number[] = []) {
  return until(async () => {
    const pids = workerPids(gateway.program);
    if (pids.length !== count || pids.some((pid) => others.includes(pid))) return null;
    const listening = pids.filter((pid) => hasListener(pid, Number(new URL(gateway.url).port)));
    return listening.length === count ? pids : null;
  }, `${count} workers listen`);
}
