import type { StreamFraming } from '@switchyard/contract';
import type { Cutter } from './cutter';
import { ElementCutter, elementStart } from './element-cutter';
import { EventCutter } from './event-cutter';
import { readStreamEvent, StreamEvent } from './stream-event';

/** How a stream is split into events, and how they are read. */
export interface Framing {
  readonly kind: StreamFraming;
  readonly cutter: Cutter;
  /** Whether the response has turned out not to be an event stream, so that it is passed on unchanged. */
  readonly isPlain: boolean;
  /**
   * What the rest is if the stream ends now: an EVENT without its terminator, the CLOSING of the stream, or a CUT,
   * after which no client reads the stream as complete.
   */
  readonly restKind: 'EVENT' | 'CLOSING' | 'CUT';
  /** Whether the stream has ended by what it says, such as by the closing bracket of an array. */
  readonly isClosed: boolean;
  /** Reads one event. */
  read(bytes: Buffer, start: number, end: number): StreamEvent;
}

export function framingOf(kind: StreamFraming): Framing {
  return kind === 'JSON_ARRAY' ? new ArrayFraming() : new EventFraming();
}

/** A last event without its blank line counts: many servers omit it, and SDKs read the event anyway. */
class EventFraming implements Framing {
  readonly kind = 'SERVER_SENT_EVENTS';
  readonly cutter = new EventCutter();
  readonly isPlain = false;
  readonly isClosed = false;
  readonly restKind = 'EVENT';

  read(bytes: Buffer, start: number, end: number): StreamEvent {
    return readStreamEvent(bytes, start, end);
  }
}

class ArrayFraming implements Framing {
  readonly kind = 'JSON_ARRAY';
  readonly cutter = new ElementCutter();

  get isPlain(): boolean {
    return this.cutter.isNotArray;
  }

  get isClosed(): boolean {
    return this.cutter.isClosed;
  }

  get restKind(): 'CLOSING' | 'CUT' {
    return this.isClosed || this.isPlain ? 'CLOSING' : 'CUT';
  }

  read(bytes: Buffer, start: number, end: number): StreamEvent {
    return new StreamEvent(null, bytes.subarray(elementStart(bytes, start, end), end));
  }
}
