/** Node's code of an error, such as `ENOENT`; null if it has none. */
export function errorCode(error: unknown): string | null {
  return hasMember(error, 'code') && typeof error.code === 'string' ? error.code : null;
}

/** The root cause of an error: `fetch` always says "fetch failed" and keeps the reason in the cause. */
export function rootCause(error: unknown): unknown {
  return hasMember(error, 'cause') && error.cause !== undefined ? rootCause(error.cause) : error;
}

/** The error's message. */
export function errorMessage(error: unknown): string {
  return hasMember(error, 'message') && typeof error.message === 'string' ? error.message : String(error);
}

/** Duck-typed, because `instanceof` fails for errors from another realm. */
function hasMember<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
