import type { RoutedOperation } from '@switchyard/contract';
import { RoutingTableError } from './routing-table-error';

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

function decodeEscapes(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // No path that has passed the check comes here; one that has not is no operation.
    return path;
  }
}

/** @throws RoutingTableError where two operations have one path */
export function compileOperations(operations: readonly RoutedOperation[]): ReadonlyMap<string, RoutedOperation> {
  const byPath = new Map<string, RoutedOperation>();
  for (const operation of operations) {
    const path = operationPath(operation.path);
    if (byPath.has(path)) throw new RoutingTableError(`The routed operation ${operation.path} appears twice.`);
    byPath.set(path, operation);
  }
  return byPath;
}
