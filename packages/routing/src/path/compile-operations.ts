import { MODEL_IN_PATH, type RoutedOperation } from '@switchyard/contract';
import { RoutingTableError } from '../entry/routing-table-error';
import { operationPath } from './operation-path';

/**
 * The operations of a path that contains the model, with the texts around it, in the form in which paths are compared.
 */
export interface PathPattern {
  readonly segments: readonly string[];
  /** The index of the segment that contains the model. */
  readonly modelIndex: number;
  /** The text around the model in its segment, as spelled in the profile. */
  readonly before: string;
  readonly after: string;
  readonly operations: readonly RoutedOperation[];
}

/** A profile's operations, grouped by how their paths are matched. One path may have several places for the model. */
export interface CompiledOperations {
  /** By `operationPath`. */
  readonly byPath: ReadonlyMap<string, readonly RoutedOperation[]>;
  /** In the order in which they are tried: of two that match, the one with more literal text comes first. */
  readonly patterns: readonly PathPattern[];
}

/** @throws RoutingTableError if an operation is listed twice with the same place */
export function compileOperations(operations: readonly RoutedOperation[]): CompiledOperations {
  const byPath = new Map<string, RoutedOperation[]>();
  for (const operation of operations) {
    const path = operationPath(operation.path);
    const listed = byPath.get(path) ?? [];
    if (listed.some((other) => isSamePlace(other, operation))) {
      throw new RoutingTableError(`Routed operation ${operation.path} appears twice.`);
    }
    byPath.set(path, [...listed, operation]);
  }
  const [plain, withModel] = partition([...byPath], ([path]) => !path.includes(MODEL_IN_PATH));
  return {
    byPath: new Map(plain),
    patterns: withModel
      .map(([, listed]) => compilePattern(listed))
      .toSorted((one, other) => ownLength(other) - ownLength(one)),
  };
}

function isSamePlace(one: RoutedOperation, other: RoutedOperation): boolean {
  return one.modelPlace === other.modelPlace && one.modelKey === other.modelKey;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function compilePattern(operations: readonly RoutedOperation[]): PathPattern {
  const spelled = (operations[0]?.path ?? '').replace(/\/$/, '').split('/');
  const modelIndex = spelled.findIndex((segment) => segment.includes(MODEL_IN_PATH));
  const [before = '', after = ''] = (spelled[modelIndex] ?? '').split(MODEL_IN_PATH);
  return { segments: spelled.map((segment) => segment.toLowerCase()), modelIndex, before, after, operations };
}

function ownLength({ segments }: PathPattern): number {
  return segments.join('/').length;
}
