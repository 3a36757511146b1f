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

/**
 * Whether all data of an event without its blank line has come. A type alone does not show it. A marker such as `[DONE]`, and
 * data that does not begin like JSON, can only be taken as it is.
 */
export function isDataWhole({ json, data }: StreamEvent): boolean {
  if (json !== undefined) return true;
  const start = data?.toString('latin1', 0, START_BYTES) ?? '';
  return MARKER.test(start) || !(start.trim() === '' || BEGINS_LIKE_JSON.test(start));
}

const START_BYTES = 64;
const MARKER = /^\[\w+\]/;
/** Perhaps behind a byte-order mark, of which each byte is a character. */
const BEGINS_LIKE_JSON = /^(?:\u00ef\u00bb\u00bf|\s)*[[{"]/;
