/**
 * The form in which operations' paths are compared: escapes decoded, lower case, no slash at the end. Otherwise a
 * vendor that reads paths as loosely would serve a routed operation without the policy and the model list.
 *
 * @param path a path accepted by `checkRequestPath`, without a leading slash
 */
export function operationPath(path: string): string {
  const decoded = path.includes('%') ? decodeEscapes(path) : path;
  return (decoded.endsWith('/') ? decoded.slice(0, -1) : decoded).toLowerCase();
}

/** A path, or part of one, with its escapes decoded. */
export function decodeEscapes(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Unreachable for a path that passed the check; any other is not an operation.
    return path;
  }
}
