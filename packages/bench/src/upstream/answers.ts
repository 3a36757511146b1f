/** A chat completion of this size. @throws Error if it cannot be as short */
export function completion(bytes: number): string {
  const whole = (content: string) =>
    JSON.stringify({
      id: 'chatcmpl-bench',
      object: 'chat.completion',
      created: 1_764_000_000,
      model: 'served',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 200, completion_tokens: 150, total_tokens: 350 },
    });
  const missing = bytes - whole('').length;
  if (missing < 0) throw new Error(`a completion has at least ${whole('').length} bytes, not ${bytes}`);
  return whole('word '.repeat(Math.ceil(missing / 5)).slice(0, missing));
}

/** An HTTP response with a completion, complete with its head. */
export function completionResponse(bytes: number): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`;
  return Buffer.from(head + completion(bytes));
}

export const STREAM_HEAD = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n',
);

/** One event of a streamed chat completion, as one HTTP chunk. */
export const STREAM_EVENT = httpChunk(
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_764_000_000,
    model: 'served',
    choices: [{ index: 0, delta: { content: 'a few words ' }, finish_reason: null }],
  })}\n\n`,
);

function httpChunk(text: string): Buffer {
  return Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`);
}
