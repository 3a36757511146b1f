import type { StreamEvent } from './stream-event';
import type { StreamRules } from './stream-rules';

/** The types of events that only keep a connection open. */
const PING = /^(ping|keep-?alive|heartbeat)$/i;
const USAGE = /"usage\w*"\s*:\s*\{/i;

/** Whether an event behind the finish tells something: content, another finish, or usage. Servers send empty chunks too. */
export function isTelling(event: StreamEvent, rules: StreamRules, isMentioned: boolean): boolean {
  if (PING.test(event.type ?? '')) return false;
  return rules.content.isEmpty || isMentioned || rules.content.match(event) || USAGE.test(event.bytesAsText);
}
