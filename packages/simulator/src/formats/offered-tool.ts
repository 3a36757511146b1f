import type { ReceivedRequest } from '../received-request';

/** What each format calls a tool's name. */
const NAME = /"name"\s*:\s*"([A-Za-z0-9_.-]+)"/;

/** The name of the first tool that a request offers; null if it offers none. */
export function offeredTool({ json }: ReceivedRequest): string | null {
  return NAME.exec(JSON.stringify(json?.['tools'] ?? null))?.[1] ?? null;
}
