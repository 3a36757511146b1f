/**
 * The form in which operations' paths are compared: escapes decoded, lower case, no slash at the end. A vendor that
 * reads paths so loosely would otherwise serve a routed operation past the policy and the list of models.
 *
 * @param path a path that has passed `checkRequestPath`, without a leading slash
 */
export function operationPath(path: string): string {
  const decoded = path.includes('%') ? decodeEscapes(path) : path;
  return (decoded.endsWith('/') ? decoded.slice(0, -1) : decoded).toLowerCase();
}

/** A path or a part of one with its escapes decoded. */
export function decodeEscapes(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A path that passed the check never comes here; any other is not an operation.
    return path;
  }
}
