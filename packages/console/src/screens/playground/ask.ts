import { consoleHeaders } from '../../session/session-requests';
import { at, type ChatFormat, type Question, text } from './chat-format';
import { readTrace, type RouteTrace } from './route-trace';
import { EventReader } from './server-sent-events';

export interface Conversation {
  /** Of the AI API. */
  readonly basePath: string;
  readonly format: ChatFormat;
  readonly question: Question;
  /** The playground's key. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** An answer as far as it is there. Times in ms since the question was sent. */
export interface Reply {
  readonly state: 'waiting' | 'receiving' | 'done' | 'failed' | 'stopped';
  readonly status: number | null;
  readonly text: string;
  /** What failed, in the words of whoever answered. */
  readonly problem: string | null;
  readonly trace: RouteTrace | null;
  readonly requestId: string | null;
  readonly firstTextMs: number | null;
  readonly totalMs: number | null;
}

const NOTHING: Reply = {
  state: 'waiting',
  status: null,
  text: '',
  problem: null,
  trace: null,
  requestId: null,
  firstTextMs: null,
  totalMs: null,
};

/** Asks an AI API through the control plane, and tells of each step. Never throws. */
export async function ask(conversation: Conversation, show: (reply: Reply) => void): Promise<void> {
  const { basePath, format, question, key, signal } = conversation;
  const sentMs = performance.now();
  let reply = NOTHING;
  const update = (change: Partial<Reply>) => {
    reply = { ...reply, ...change };
    show(reply);
  };
  update({});
  try {
    const response = await fetch(`/playground${basePath}${format.path(question)}`, {
      method: 'POST',
      headers: { ...consoleHeaders(), 'content-type': 'application/json', 'x-switchyard-playground-key': key },
      body: JSON.stringify(format.body(question)),
      signal,
    });
    update({
      state: 'receiving',
      status: response.status,
      trace: readTrace(response.headers.get('x-switchyard-trace')),
      requestId: response.headers.get('x-request-id'),
    });
    const problem = response.ok ? await receive(response, format, addText) : messageOf(await response.text());
    update({ state: problem === null ? 'done' : 'failed', problem, totalMs: performance.now() - sentMs });
  } catch (error) {
    const totalMs = performance.now() - sentMs;
    if (signal.aborted) update({ state: 'stopped', totalMs });
    else
      update({
        state: 'failed',
        totalMs,
        problem: `The answer broke off: ${error instanceof Error ? error.message : String(error)}`,
      });
  }

  function addText(more: string): void {
    if (more === '') return;
    update({ text: reply.text + more, firstTextMs: reply.firstTextMs ?? performance.now() - sentMs });
  }
}

/** @returns an error that came within the answer; null if there was none */
async function receive(
  response: Response,
  format: ChatFormat,
  addText: (more: string) => void,
): Promise<string | null> {
  if (!(response.headers.get('content-type') ?? '').includes('text/event-stream') || response.body === null) {
    addText(format.textOf(parsed(await response.text())));
    return null;
  }
  const events = new EventReader();
  let problem: string | null = null;
  const take = (data: readonly string[]) => {
    for (const content of data.map(parsed)) {
      addText(format.textOf(content));
      const error = at(content, 'error');
      if (error !== undefined && error !== null) problem = text(at(error, 'message')) || JSON.stringify(error);
    }
  };
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) take(events.read(piece.value));
  take(events.end());
  return problem;
}

/** What an error's body says: the gateway and most vendors have `error.message`, the control plane has `errors`. */
function messageOf(body: string): string {
  const content = parsed(body);
  return text(at(content, 'error', 'message')) || text(at(content, 'errors', 0, 'message')) || body.slice(0, 1_000);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
