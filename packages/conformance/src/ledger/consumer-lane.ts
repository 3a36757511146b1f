import { Agent, request } from 'node:http';
import { once } from 'node:events';
import type { LedgerConfiguration } from './ledger-configuration';
import type { LedgerDataPlane } from './ledger-data-plane';
import { LEDGER_HEADER, type PlannedRequest } from './planned-requests';
import { LEAVES_AT } from './scenarios';
import type { SentRequest } from './sent-request';

/** When a consumer leaves that does not wait for an answer: the vendor has the request by then. */
const LEAVES_AFTER_MS = 1_000;
const WRONG_KEY = 'sy_live_nobody';

interface Seen {
  status: number | null;
  requestId: string | null;
  workerPid: number | null;
}

/** A consumer that sends one request after the other, on a connection that is kept alive. */
export class ConsumerLane {
  readonly #configuration: LedgerConfiguration;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(configuration: LedgerConfiguration) {
    this.#configuration = configuration;
  }

  /** Sends a request and reads its answer, as far as its scenario says. */
  async send(planned: PlannedRequest, dataPlane: LedgerDataPlane): Promise<SentRequest> {
    const { url } = dataPlane;
    if (url === null) throw new Error(`data plane ${dataPlane.number} takes no requests`);
    const { format, scenario, path, body, number } = planned;
    const { port, hostname } = new URL(url);
    const startedAtMs = Date.now();
    const seen: Seen = { status: null, requestId: null, workerPid: null };
    let text = '';
    const ended = Promise.withResolvers<SentRequest['ending']>();
    const sent = request({
      ...{ agent: this.#agent, hostname, port, method: 'POST' },
      path: `${this.#configuration.basePathOf(format)}/${path}`,
      headers: {
        authorization: `Bearer ${scenario.hasWrongKey ? WRONG_KEY : this.#configuration.liveKey}`,
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        [LEDGER_HEADER]: number,
      },
    });
    const noteWorker = () => {
      if (sent.socket !== null) seen.workerPid ??= dataPlane.workerOf(sent.socket);
    };
    const leave = () => {
      noteWorker();
      ended.resolve('LEFT');
      sent.destroy();
    };
    sent.on('socket', (socket) => dataPlane.noteConnection(socket));
    sent.on('error', () => ended.resolve('BROKEN'));
    sent.on('response', (response) => {
      noteWorker();
      seen.status = response.statusCode ?? null;
      seen.requestId = response.headers['x-request-id']?.toString() ?? null;
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (scenario.leaves === 'WITHIN' && text.includes(LEAVES_AT)) leave();
      });
      response.on('end', () => ended.resolve(response.complete ? 'WHOLE' : 'BROKEN'));
      response.on('close', () => ended.resolve('BROKEN'));
    });
    const leaving = scenario.leaves === 'BEFORE' ? setTimeout(leave, LEAVES_AFTER_MS) : null;
    sent.end(body);
    const ending = await ended.promise;
    const endedAtMs = Date.now();
    noteWorker();
    if (leaving !== null) clearTimeout(leaving);
    if (ending !== 'WHOLE' && !sent.closed) await once(sent, 'close').catch(() => undefined);
    return { planned, dataPlane: dataPlane.number, startedAtMs, endedAtMs, ending, ...seen };
  }

  close(): void {
    this.#agent.destroy();
  }
}
