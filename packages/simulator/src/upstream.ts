import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { BehaviourList } from './behaviour-list';
import { formatOf } from './formats/all-formats';
import { openAiError } from './formats/openai-error';
import { readBody } from './read-body';
import { ReceivedRequest } from './received-request';
import type { RequestLog } from './request-log';
import { sendAnswer } from './send-answer';
import { sendingPlan } from './sending-plan';

export const UPSTREAM_BODY_BYTES_MAX = 128 * 1024 * 1024;

/** The simulated vendor: records each request and answers it according to the behaviours. */
export class Upstream {
  readonly #behaviours: BehaviourList;
  readonly #log: RequestLog;
  readonly #connectionNumbers = new WeakMap<Socket, number>();
  #connectionCount = 0;

  constructor(behaviours: BehaviourList, log: RequestLog) {
    this.#behaviours = behaviours;
    this.#log = log;
  }

  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = incoming.method ?? '';
    const path = incoming.url ?? '';
    const isReused = this.#connectionNumbers.has(incoming.socket);
    const connection = this.#connectionNumber(incoming.socket);
    const number = this.#log.begin({ connection, method, path, rawHeaders: incoming.rawHeaders });
    const gone = this.#watchClient(response, number);

    const read = await readBody(incoming, UPSTREAM_BODY_BYTES_MAX);
    const request = new ReceivedRequest(method, path, incoming.headers, read.bytes);
    const format = formatOf(request);
    const model = format.modelOf(request);
    this.#log.note(number, { body: read.bytes, model });
    if (read.outcome === 'ABORTED') return;

    const isTooLarge = read.outcome === 'TOO_LARGE';
    const wanted = isTooLarge ? { headers: { connection: 'close' } } : this.#behaviours.take(request, model, isReused);
    const own = isTooLarge
      ? openAiError(413, { message: `The body is larger than ${UPSTREAM_BODY_BYTES_MAX} bytes.` })
      : format.answer(request, model, wanted);
    const plan = sendingPlan(format, own, wanted);
    await sendAnswer(response, plan, wanted, gone.signal, {
      noteStatus: (status) => this.#log.note(number, { status }),
      noteSent: (pieces) => this.#log.note(number, { use: plan.useOf(pieces) }),
      noteBreak: gone.expectBreak,
    });
  }

  /** Signals when the connection closes before the answer is complete, and records it unless the simulator closed it. */
  #watchClient(response: ServerResponse, number: number): { signal: AbortSignal; expectBreak: () => void } {
    const controller = new AbortController();
    let isExpected = false;
    response.once('close', () => {
      if (response.writableFinished) return;
      if (!isExpected) this.#log.note(number, { clientAborted: true });
      controller.abort();
    });
    return {
      signal: controller.signal,
      expectBreak: () => {
        isExpected = true;
      },
    };
  }

  #connectionNumber(socket: Socket): number {
    const known = this.#connectionNumbers.get(socket);
    if (known !== undefined) return known;
    this.#connectionCount += 1;
    this.#connectionNumbers.set(socket, this.#connectionCount);
    return this.#connectionCount;
  }
}
