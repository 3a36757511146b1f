import type { Choices } from './choices';
import type { Progress } from './passage';
import type { StreamEvent } from './stream-event';
import type { StreamRules } from './stream-rules';

/**
 * How far a stream comes with a last event that lacks its blank line. Many servers end, or fall silent, without it.
 *
 * @param hasContent whether there was content before the event
 * @returns null if it neither ends nor finishes the answer, or its data may not have all come
 */
export function unfinishedProgress(
  event: StreamEvent,
  rules: StreamRules,
  choices: Choices,
  hasContent: boolean,
): Progress | null {
  const isMentioned = rules.mayMention(event);
  const isAnswer = hasContent || (!event.isDone && (rules.content.isEmpty || rules.content.match(event)));
  if (!isAnswer || rules.error.match(event, isMentioned)) return null;
  if (rules.isTerminal(event)) return isDataWhole(event) ? 'TERMINATED' : null;
  const hasFinished = rules.finish.match(event, choices.copy(), !hasContent, isMentioned);
  return hasFinished && isDataWhole(event) ? 'FINISHED' : null;
}

/** Whether an event without its blank line reports an error, whose data has all come. */
export function isUnfinishedError(event: StreamEvent, rules: StreamRules): boolean {
  return rules.error.match(event) && isDataWhole(event);
}

/** A type alone does not show it: an event without one was recognised by its data. */
function isDataWhole(event: StreamEvent): boolean {
  return event.isDone || event.type === null || event.json !== undefined;
}
