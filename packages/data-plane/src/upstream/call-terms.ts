import type { RoutablePolicy } from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import type { HeldMemory } from '../load/held-memory';
import type { PassageTerms } from '../stream/answer-passage';
import type { UsagePlaces } from '../usage/usage-places';
import type { CredentialEcho } from './credential-echo';
import type { HeadersTimes } from './headers-timer';
import type { EndingTimes } from './stream-ending';

/** Time limits of a response that is passed on. */
export interface StreamLimits {
  /** How long a response is held back until its first content; 0 for not at all. */
  readonly holdBackMs: number;
  /** The longest pause. Time in which the consumer does not read does not count. */
  readonly idleTimeoutMs: number;
  /** From the headers to the end. */
  readonly durationMsMax: number;
}

/** The terms of a call. */
export interface CallTerms extends Omit<PassageTerms, 'mayHold' | 'decode' | 'answersAsked' | 'reader'>, HeadersTimes {
  /** Judges errors in a stream; null if no policy routes the request. */
  readonly policy: RoutablePolicy | null;
  /** The one that the vendor is asked for; null if none is known. */
  readonly model: string | null;
  readonly stream: StreamLimits;
  /** Finds the endpoint's credential in what the vendor sends; null if it has none. */
  readonly echo: CredentialEcho | null;
  /** Where the response tells the tokens that it used; null if nobody looks. */
  readonly usagePlaces: UsagePlaces | null;
  /** Counts what is held of the response. */
  readonly memory: HeldMemory;
  readonly ending: EndingTimes;
  readonly clock: Clock;
  /** How many answers the request asks for. */
  answersAsked(): number;
  /** Called once, when the response shows that the target works: with its first content, if that can be told. */
  onProven(): void;
}
