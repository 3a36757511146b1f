import type { ProviderProfile } from '@switchyard/contract';
import { EventRules } from './event-rules';
import { FinishRules } from './finish-rules';
import { DONE, StreamEvent } from './stream-event';

/** How to recognise content, end and errors in a provider's streams. */
export interface StreamRules {
  readonly content: EventRules;
  readonly finish: FinishRules;
  readonly terminal: EventRules;
  /** Whether an event is terminal, also `[DONE]` with more behind it. */
  readonly isTerminal: (event: StreamEvent) => boolean;
  readonly error: EventRules;
  /** Whether an event may be an error or a finish that only its data shows: nearly every one is found not to be. */
  readonly mayMention: (event: StreamEvent) => boolean;
}

type RulesOfProfile = Pick<ProviderProfile, 'contentEvents' | 'finishEvents' | 'terminalEvents' | 'errorEvents'>;
const compiled = new WeakMap<RulesOfProfile, StreamRules>();

/** The rules of a profile, compiled at its first stream: there are thousands of AI APIs, and most have no streams. */
export function streamRulesOf(profile: RulesOfProfile): StreamRules {
  const present = compiled.get(profile);
  if (present !== undefined) return present;
  const terminal = new EventRules(profile.terminalEvents);
  const error = new EventRules(profile.errorEvents);
  const isDoneTerminal = terminal.match(new StreamEvent(null, DONE));
  const finish = new FinishRules(profile.finishEvents);
  const rules = {
    content: new EventRules(profile.contentEvents),
    finish,
    terminal,
    isTerminal: (event: StreamEvent) => (isDoneTerminal && event.isDone) || terminal.match(event),
    error,
    mayMention: searchFor(error.mentions, finish.mentions),
  };
  compiled.set(profile, rules);
  return rules;
}

/** One search for all patterns. @param lists of patterns, null for what is not known */
function searchFor(...lists: readonly (readonly string[] | null)[]): (event: StreamEvent) => boolean {
  const known = lists.filter((each) => each !== null);
  if (known.length < lists.length) return () => true;
  const patterns = known.flat();
  if (patterns.length === 0) return () => false;
  const any = new RegExp(patterns.join('|'));
  return (event) => any.test(event.bytesAsText);
}
