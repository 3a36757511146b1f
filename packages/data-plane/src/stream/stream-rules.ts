import type { ProviderProfile } from '@switchyard/contract';
import { EventRules } from './event-rules';
import { FinishRules } from './finish-rules';
import { DONE, StreamEvent } from './stream-event';

/** How to recognise content, end and errors in a provider's streams. */
export interface StreamRules {
  readonly content: EventRules;
  readonly finish: FinishRules;
  readonly terminal: EventRules;
  /** Whether `[DONE]` is a terminal event. */
  readonly isDoneTerminal: boolean;
  readonly error: EventRules;
}

type RulesOfProfile = Pick<ProviderProfile, 'contentEvents' | 'finishEvents' | 'terminalEvents' | 'errorEvents'>;
const compiled = new WeakMap<RulesOfProfile, StreamRules>();

/** The rules of a profile, compiled at its first stream: there are thousands of AI APIs, and most have no streams. */
export function streamRulesOf(profile: RulesOfProfile): StreamRules {
  const present = compiled.get(profile);
  if (present !== undefined) return present;
  const terminal = new EventRules(profile.terminalEvents);
  const rules = {
    content: new EventRules(profile.contentEvents),
    finish: new FinishRules(profile.finishEvents),
    terminal,
    isDoneTerminal: terminal.match(new StreamEvent(null, DONE)),
    error: new EventRules(profile.errorEvents),
  };
  compiled.set(profile, rules);
  return rules;
}
