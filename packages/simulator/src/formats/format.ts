import type { SimulatedAnswer } from '../behaviour';
import type { ReceivedRequest } from '../received-request';

/** An answer as a format makes it, before a behaviour's manner is applied to it. */
export interface FormatAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** In the pieces in which it is sent: of a stream the events, otherwise the body as one. */
  readonly pieces: readonly Buffer[];
  readonly isStream: boolean;
}

export type Wishes = Pick<SimulatedAnswer, 'content' | 'contentChunks'>;

/** How a vendor speaks. Each format is one file beside this one, listed in `all-formats.ts`. */
export interface Format {
  /** Whether this request is one that the format answers. */
  recognises(request: ReceivedRequest): boolean;
  modelOf(request: ReceivedRequest): string | null;
  answer(request: ReceivedRequest, model: string | null, wishes: Wishes): FormatAnswer;
  /** An error in the vendor's own form. */
  error(status: number): FormatAnswer;
  /** An error as an event of a stream that has begun, with the blank line at its end. */
  errorEvent(): Buffer;
}

/** A body of JSON as an answer. */
export function jsonAnswer(status: number, headers: FormatAnswer['headers'], body: unknown): FormatAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [Buffer.from(JSON.stringify(body))],
    isStream: false,
  };
}
