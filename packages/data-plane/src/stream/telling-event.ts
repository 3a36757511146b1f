import { isEmpty } from './json-member';
import type { StreamEvent } from './stream-event';
import type { StreamRules } from './stream-rules';

/** The types of events that only keep a connection open. */
const PING = /^(ping|keep-?alive|heartbeat)$/i;
const USAGE = /"usage\w*"\s*:\s*\{/i;
const USAGE_NAME = /^usage/i;
/** Usage may stand in a member such as `response`, and have details. */
const DEPTH_MAX = 4;

/** Whether an event behind the finish tells something: content, another finish, or usage. Servers send empty chunks too. */
export function isTelling(event: StreamEvent, rules: StreamRules, isMentioned: boolean): boolean {
  if (PING.test(event.type ?? '')) return false;
  return (
    rules.content.isEmpty ||
    isMentioned ||
    rules.content.match(event) ||
    (USAGE.test(event.bytesAsText) && hasUsage(event.json))
  );
}

/** Whether a member for usage has a count. */
function hasUsage(json: unknown, depth = 0): boolean {
  return entriesOf(json, depth).some(
    ([name, value]) => (USAGE_NAME.test(name) && hasCount(value)) || hasUsage(value, depth + 1),
  );
}

function hasCount(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object') return !isEmpty(value) && value !== 0;
  return entriesOf(value, depth).some(([, each]) => hasCount(each, depth + 1));
}

function entriesOf(json: unknown, depth: number): [string, unknown][] {
  return typeof json === 'object' && json !== null && depth < DEPTH_MAX ? Object.entries(json) : [];
}
