import type { WireFormat } from '@switchyard/contract';
import type { StreamEvent } from './stream-event';

/** OpenAI's event types that report a failure. */
const ERROR_TYPES: readonly (string | null)[] = ['error', 'response.failed'];

/**
 * Whether the vendors' SDKs raise an error for an event that reports one. They treat a chunk that only mentions an
 * error, such as in its finish reason, like any other part of the answer; and an array has none of the members that they
 * look for.
 */
export function isErrorToSdks(format: WireFormat, { name, type, json }: StreamEvent): boolean {
  if (Array.isArray(json)) return ERROR_TYPES.includes(name);
  if (ERROR_TYPES.includes(type) || hasMember(json, 'error')) return true;
  // Mistral's errors have no wrapper, and its SDKs validate each event as a chunk.
  return format === 'MISTRAL' && hasMember(json, 'message');
}

function hasMember(json: unknown, name: string): boolean {
  return typeof json === 'object' && json !== null && Boolean((json as Record<string, unknown>)[name]);
}
