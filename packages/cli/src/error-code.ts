/** Node's code of an error, such as `ENOENT`; null where it has none. */
export function errorCode(error: unknown): string | null {
  return hasMember(error, 'code') && typeof error.code === 'string' ? error.code : null;
}

/** What lies at the bottom of an error: `fetch` says of every fault "fetch failed", and what it was in the cause. */
export function rootCause(error: unknown): unknown {
  return hasMember(error, 'cause') && error.cause !== undefined ? rootCause(error.cause) : error;
}

/** An error's own sentence. */
export function errorMessage(error: unknown): string {
  return hasMember(error, 'message') && typeof error.message === 'string' ? error.message : String(error);
}

/** By its shape, because an error may come from another realm, where `instanceof` does not hold. */
function hasMember<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
