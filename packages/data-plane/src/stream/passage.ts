import type { StreamEvent } from './stream-event';

/** Why a response failed by its content. */
export type ContentFault =
  /** The upstream reported an error, in this event with these bytes. Everything after it is dropped. */
  | { readonly kind: 'ERROR_EVENT'; readonly event: StreamEvent; readonly bytes: Buffer }
  /** What is not known to be an error quotes the credential. It and everything after it is dropped. */
  | { readonly kind: 'ECHO' }
  /** A stream ended too early, although the connection ended properly. */
  | { readonly kind: 'ENDED_EARLY' }
  /** A plain response is an error, whatever its status: this is its JSON. */
  | { readonly kind: 'ERROR_ANSWER'; readonly json: unknown }
  /** A plain response has no content but white space. */
  | { readonly kind: 'BLANK' }
  /** A plain response is a page in HTML. */
  | { readonly kind: 'PAGE' }
  /** A compressed response shows no content, and is too large to be searched for the credential. */
  | { readonly kind: 'UNSEARCHABLE' };

export interface Passed {
  /** What to send to the consumer now; at a fault, what was not sent before it. Null for none. */
  readonly bytes: Buffer | null;
  readonly fault: ContentFault | null;
}

export const NOTHING_YET: Passed = { bytes: null, fault: null };

/**
 * How far a response has come: FINISHED once its content is complete, though usage or a terminal event may follow;
 * TERMINATED by an event after which nothing follows.
 */
export type Progress = 'OPEN' | 'FINISHED' | 'TERMINATED';

/** A response passing through the gateway, judged by its content. */
export interface Passage {
  /** Whether it consists of events, between which the gateway can report a failure. */
  readonly isStream: boolean;
  readonly isHolding: boolean;
  /** How many bytes it holds back, or holds because their event is not complete. */
  readonly heldBytes: number;
  /** Whether its content shows that the target works. */
  readonly hasContent: boolean;
  readonly progress: Progress;
  /** Whether the request asks for more answers, such as choices or images, than have finished. */
  readonly awaitsMore: boolean;
  /** How many of its events since it finished told something, other than pings and empty chunks. */
  readonly eventCount: number;
  push(piece: Buffer): Passed;
  /** Call when the hold-back time is over. @returns what was held, if it may be passed on */
  letThrough(): Passed;
  /** Call when the upstream has ended the response properly at the HTTP level. */
  end(): Passed;
}

/** Reads a response as it passes, whatever becomes of it. */
export interface EventReader {
  /**
   * @param hasContent whether this event, or one before it, has content
   * @param hasFinished whether this event, or one before it, finished the answer
   */
  readEvent(event: StreamEvent, hasContent: boolean, hasFinished: boolean): void;
  /** A piece of what turned out to be no stream of events. */
  readPlain(piece: Buffer): void;
}

/** Finds the endpoint's credential in what a vendor sends. `CredentialEcho` satisfies this interface. */
export interface EchoSearch {
  /** For errors, and for what is no part of the answer. */
  isIn(bytes: Buffer): boolean;
  /** For anything else: a credential that is too short to be recognised does not count. */
  isSurelyIn(bytes: Buffer): boolean;
}

/** The maximum number of bytes held back until the first content. */
export const HOLD_BACK_BYTES_MAX = 65_536;
