import { request, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { until } from '@switchyard/runtime';
import type { GatewayUnderTest } from './gateway-under-test.suite';

/** A streamed response as a consumer sees it: every byte, and how the connection ends. */
export class ConsumerStream {
  status = 0;
  headers: IncomingHttpHeaders = {};
  text = '';
  /** How the response ended: with its last chunk, or with a broken connection. */
  ended: 'WHOLE' | 'BROKEN' | null = null;
  readonly #request: ClientRequest;

  constructor(gateway: GatewayUnderTest, path = 'chat/completions', body: object = {}, method = 'POST') {
    this.#request = request(
      `${gateway.url}/support/chat/${path}`,
      {
        method,
        agent: false,
        headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' },
      },
      (response) => {
        this.status = response.statusCode ?? 0;
        this.headers = response.headers;
        response.on('data', (chunk: Buffer) => (this.text += chunk.toString('latin1')));
        response.on('end', () => (this.ended = 'WHOLE')).on('error', () => (this.ended = 'BROKEN'));
      },
    );
    this.#request.on('error', () => (this.ended = 'BROKEN'));
    const chat = { model: 'a', stream: true, messages: [{ role: 'user', content: 'hello' }], ...body };
    this.#request.end(method === 'POST' ? JSON.stringify(chat) : undefined);
  }

  /** Waits for the end, or for a condition. */
  async until(isThere: (stream: this) => boolean = ({ ended }) => ended !== null): Promise<this> {
    await until(() => isThere(this), 'the content is there');
    return this;
  }

  abort(): void {
    this.#request.destroy();
  }
}

/** Reads a streamed response from its first byte to its end. */
export const streamed = (gateway: GatewayUnderTest, body: object = {}) =>
  new ConsumerStream(gateway, 'chat/completions', body).until();

const chunk = (choice: object) => `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [choice] })}\n\n`;

/** The events of a chat completion in OpenAI's format. */
export const ROLE = chunk({ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null });
export const EMPTY_DELTA = chunk({ index: 0, delta: {}, finish_reason: null });
export const CONTENT = chunk({ index: 0, delta: { content: 'hello' }, finish_reason: null });
export const FINISH = chunk({ index: 0, delta: {}, finish_reason: 'stop' });
export const DONE = 'data: [DONE]\n\n';
export const ERROR = 'data: {"error":{"message":"overloaded","type":"server_error","param":null,"code":null}}\n\n';
export const PING = ': keep-alive\n\n';

/** The gateway's own event at the end of a broken stream. */
export const gatewayError = (code: string, message = expect.any(String) as unknown) => ({
  error: { message, type: 'server_error', param: null, code },
});
