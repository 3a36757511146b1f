import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { behavioursSchema } from './behaviour';
import type { BehaviourList } from './behaviour-list';
import { readBody } from './read-body';
import type { RequestLog } from './request-log';

export const CONTROL_PREFIX = '/simulator/';
const CONTROL_BODY_BYTES_MAX = 64 * 1024 * 1024;

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The HTTP API with which tests set behaviours and read the recorded requests. */
export class Control {
  readonly #behaviours: BehaviourList;
  readonly #log: RequestLog;

  constructor(behaviours: BehaviourList, log: RequestLog) {
    this.#behaviours = behaviours;
    this.#log = log;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, CONTROL_BODY_BYTES_MAX);
    if (body.outcome === 'ABORTED') return;
    const answer =
      body.outcome === 'TOO_LARGE'
        ? refusal(413, `the body is larger than ${CONTROL_BODY_BYTES_MAX} bytes`)
        : this.#answer(`${request.method} ${request.url}`, body.bytes);
    const text = JSON.stringify(answer.body);
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...(body.outcome === 'TOO_LARGE' ? { connection: 'close' } : {}),
    });
    response.end(text);
  }

  #answer(operation: string, body: Buffer): ControlAnswer {
    switch (operation) {
      case 'GET /simulator/behaviours':
        return { status: 200, body: { behaviours: this.#behaviours.list() } };
      case 'PUT /simulator/behaviours':
        return this.#replaceBehaviours(body);
      case 'DELETE /simulator/behaviours':
        this.#behaviours.replace([]);
        return { status: 200, body: { behaviours: [] } };
      case 'GET /simulator/requests':
        return { status: 200, body: { requests: this.#log.list() } };
      case 'DELETE /simulator/requests':
        this.#log.clear();
        return { status: 200, body: { requests: [] } };
      default:
        return refusal(
          404,
          `${operation} is not supported: use GET, PUT or DELETE /simulator/behaviours, or GET or DELETE /simulator/requests`,
        );
    }
  }

  #replaceBehaviours(body: Buffer): ControlAnswer {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString('utf8'));
    } catch (error) {
      return refusal(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    const checked = behavioursSchema.safeParse(parsed);
    if (!checked.success) return refusal(400, 'the behaviours are not valid', fieldsOf(checked.error));
    this.#behaviours.replace(checked.data.behaviours);
    return { status: 200, body: { behaviours: this.#behaviours.list() } };
  }
}

function fieldsOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}

function refusal(status: number, message: string, fields: { path: string; message: string }[] = []): ControlAnswer {
  return { status, body: { error: { message, fields } } };
}
