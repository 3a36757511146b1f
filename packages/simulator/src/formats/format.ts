import type { SimulatedAnswer } from '../behaviour';
import type { ReceivedRequest } from '../received-request';
import type { PromptUse, SimulatedUse } from '../simulated-use';

/** A format's own answer, before a behaviour changes it. */
export interface FormatAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** What is sent at a time: each event of a stream, otherwise the whole body. */
  readonly pieces: readonly Buffer[];
  readonly isStream: boolean;
  /** Absent if it uses no tokens, or none are counted. */
  readonly use?: SimulatedUse;
}

export type Wishes = Pick<
  SimulatedAnswer,
  | 'content'
  | 'contentChunks'
  | 'toolCall'
  | 'cacheReadTokens'
  | 'cacheWriteTokens'
  | 'cacheWriteHourTokens'
  | 'reasoningTokens'
  | 'usageWithFinish'
>;

/** A vendor's API. Each format is a file in this folder, listed in `all-formats.ts`. */
export interface Format {
  /** Whether the format answers this request. */
  recognises(request: ReceivedRequest): boolean;
  modelOf(request: ReceivedRequest): string | null;
  answer(request: ReceivedRequest, model: string | null, wishes: Wishes): FormatAnswer;
  /** An error in the vendor's format. */
  error(status: number): FormatAnswer;
  /** An error as an event within a stream, with the blank line at its end. */
  errorEvent(): Buffer;
}

/** What an answer in one piece uses. */
export function useOfOne(prompt: PromptUse, output: number, reasoning = 0): SimulatedUse {
  return { prompt, reasoning, outputAfter: [output], usagePiece: 0 };
}

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  headers: FormatAnswer['headers'],
  body: unknown,
  use?: SimulatedUse,
): FormatAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [Buffer.from(JSON.stringify(body))],
    isStream: false,
    ...(use === undefined ? {} : { use }),
  };
}
