/** A request as a consumer sends it; always a POST of JSON. */
export interface ConsumerRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Prose with what makes JSON strings slow to read: escaped quotes and line breaks. */
const PARAGRAPH =
  'She asked: "What does the contract say about late deliveries, and who pays for them?"\n' +
  'Answer in three short points, and quote the clause that each of them comes from.\n';
const PARAGRAPH_BYTES = JSON.stringify(PARAGRAPH).length - 2;
const PARAGRAPHS_PER_MESSAGE = 12;

/** The body of a chat completion request with messages of usual length, exactly this size. @throws Error below 100 bytes */
export function chatBody(bytes: number, { stream = false } = {}): string {
  const whole = (messages: object[]) => JSON.stringify({ model: 'requested', messages, ...(stream ? { stream } : {}) });
  const messageOf = (content: string) => ({ role: 'user', content });
  const message = messageOf(PARAGRAPH.repeat(PARAGRAPHS_PER_MESSAGE));
  const messages: object[] = [];
  let size = whole([messageOf('')]).length;
  if (bytes < size) throw new Error(`a request body has at least ${size} bytes, not ${bytes}`);
  for (const step = JSON.stringify(message).length + 1; size + step <= bytes; size += step) messages.push(message);
  const paragraphs = Math.floor((bytes - size) / PARAGRAPH_BYTES);
  const padding = 'x'.repeat(bytes - size - paragraphs * PARAGRAPH_BYTES);
  return whole([...messages, messageOf(PARAGRAPH.repeat(paragraphs) + padding)]);
}
