import type { StreamFraming } from '@switchyard/contract';
import type { Cutter } from './cutter';
import { ElementCutter, elementStart } from './element-cutter';
import { EventCutter } from './event-cutter';
import { readStreamEvent, StreamEvent } from './stream-event';

/** How one stream is cut into events, and how they are read. */
export interface Framing {
  readonly kind: StreamFraming;
  readonly cutter: Cutter;
  /** Whether the answer has turned out to be none of events, so that it is to be passed on as it comes. */
  readonly isPlain: boolean;
  /**
   * What is left where the stream ends now: a last EVENT without what closes it, the CLOSING of the whole, or a CUT,
   * behind which nobody can take the stream for whole.
   */
  readonly restIs: 'EVENT' | 'CLOSING' | 'CUT';
  /** Reads an event between two cuts. */
  read(bytes: Buffer, start: number, end: number): StreamEvent;
}

export function framingOf(kind: StreamFraming): Framing {
  return kind === 'JSON_ARRAY' ? new ArrayFraming() : new EventFraming();
}

/** A last event without its blank line counts: many servers leave it out, and the SDKs read it all the same. */
class EventFraming implements Framing {
  readonly kind = 'SERVER_SENT_EVENTS';
  readonly cutter = new EventCutter();
  readonly isPlain = false;
  readonly restIs = 'EVENT';

  read(bytes: Buffer, start: number, end: number): StreamEvent {
    return readStreamEvent(bytes, start, end);
  }
}

class ArrayFraming implements Framing {
  readonly kind = 'JSON_ARRAY';
  readonly cutter = new ElementCutter();

  get isPlain(): boolean {
    return this.cutter.isNoArray;
  }

  get restIs(): 'CLOSING' | 'CUT' {
    return this.cutter.isClosed || this.isPlain ? 'CLOSING' : 'CUT';
  }

  read(bytes: Buffer, start: number, end: number): StreamEvent {
    return new StreamEvent(null, bytes.subarray(elementStart(bytes, start, end), end));
  }
}
