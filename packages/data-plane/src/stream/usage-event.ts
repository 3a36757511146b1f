import { firstElement } from '../formats/first-element';
import type { StreamEvent } from './stream-event';

const USAGE_MEMBER = '"usage"';

/**
 * Whether an event is the chunk with usage and without choices that OpenAI's `stream_options.include_usage` adds. Other
 * chunks, also those without choices (Azure's prompt filter), have no usage, or null.
 */
export function isUsageAlone(event: StreamEvent): boolean {
  if (!event.bytesAsText.includes(USAGE_MEMBER)) return false;
  const json = firstElement(event.json);
  if (typeof json !== 'object' || json === null || !('usage' in json) || !('choices' in json)) return false;
  const { usage, choices } = json;
  return typeof usage === 'object' && usage !== null && Array.isArray(choices) && choices.length === 0;
}
