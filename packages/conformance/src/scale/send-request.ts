import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const ANSWER_MS_MAX = 30_000;

/** Sends a request over the agent's connections: a GET, or a POST of JSON if there is a body. */
export async function send(agent: Agent, url: string, key: string, body?: string): Promise<HttpAnswer> {
  const answered = Promise.withResolvers<HttpAnswer>();
  const outgoing = request(
    url,
    {
      agent,
      timeout: ANSWER_MS_MAX,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    },
    (response) => {
      text(response).then(
        (body) => answered.resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body }),
        answered.reject,
      );
    },
  );
  outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url} within ${ANSWER_MS_MAX} ms`)));
  outgoing.on('error', answered.reject);
  outgoing.end(body);
  return answered.promise;
}
