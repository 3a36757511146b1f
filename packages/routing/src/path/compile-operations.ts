import {
  type BodyKind,
  type CanonicalWhen,
  MODEL_IN_PATH,
  type RoutedOperation,
  type StreamFraming,
} from '@switchyard/contract';
import { RoutingTableError } from '../entry/routing-table-error';
import { operationPath } from './operation-path';
import { placeContradiction } from './place-contradiction';

/** What a profile says about one path. */
export interface CompiledOperation {
  /** As spelled in the profile. */
  readonly path: string;
  /** One per place for the model; never empty. */
  readonly places: readonly RoutedOperation[];
  /** By which a request finds the operation at other providers; null if it has none, or is pinned. */
  readonly name: string | null;
  readonly canonicalWhen: CanonicalWhen;
  /** Whether it goes to the default endpoint, bypassing all policies. */
  readonly isPinned: boolean;
  /** How its streamed response is split into events; null for the profile's default. */
  readonly streamFraming: StreamFraming | null;
  /** The kind of body that it takes: the one that names the model, or the profile's word; null if it may be either. */
  readonly bodyKind: BodyKind | null;
}

/** The operation of a path that contains the model, with the texts around it, in the form in which paths are compared. */
export interface PathPattern {
  readonly segments: readonly string[];
  /** The index of the segment that contains the model. */
  readonly modelIndex: number;
  /** The text around the model in its segment, as spelled in the profile. */
  readonly before: string;
  readonly after: string;
  readonly operation: CompiledOperation;
}

/** A profile's operations, by how their paths are matched, and by name. */
export interface CompiledOperations {
  /** By `operationPath`. */
  readonly byPath: ReadonlyMap<string, CompiledOperation>;
  /** In the order in which they are tried: of two that match, the one with more literal text comes first. */
  readonly patterns: readonly PathPattern[];
  /** In the order of the profile. */
  readonly byName: ReadonlyMap<string, readonly CompiledOperation[]>;
}

/** All places of one path. */
type Places = readonly [RoutedOperation, ...RoutedOperation[]];

/** @throws RoutingTableError if an operation is listed twice with the same place, or its places contradict each other */
export function compileOperations(operations: readonly RoutedOperation[]): CompiledOperations {
  const placesByPath = new Map<string, Places>();
  for (const operation of operations) {
    const path = operationPath(operation.path);
    const listed = placesByPath.get(path);
    if (listed !== undefined) checkPlace(operation, listed);
    placesByPath.set(path, listed === undefined ? [operation] : [...listed, operation]);
  }
  const byPath = new Map<string, CompiledOperation>();
  const byName = new Map<string, CompiledOperation[]>();
  const patterns: PathPattern[] = [];
  for (const [path, places] of placesByPath) {
    const operation = compileOperation(places);
    if (path.includes(MODEL_IN_PATH)) patterns.push(compilePattern(operation));
    else byPath.set(path, operation);
    const { name } = operation;
    if (name !== null) byName.set(name, [...(byName.get(name) ?? []), operation]);
  }
  return { byPath, patterns: patterns.toSorted((one, other) => ownLength(other) - ownLength(one)), byName };
}

function checkPlace(operation: RoutedOperation, listed: Places): void {
  const { path, modelPlace, modelKey } = operation;
  if (listed.some((other) => other.modelPlace === modelPlace && other.modelKey === modelKey)) {
    throw new RoutingTableError(`Routed operation ${path} appears twice.`);
  }
  const member = placeContradiction(listed[0], operation);
  if (member !== null) throw new RoutingTableError(`The places of routed operation ${path} differ in ${member}.`);
}

function compileOperation(places: Places): CompiledOperation {
  const [{ path, name, canonicalWhen, pinned, streamFraming, body }] = places;
  const isIn = (place: RoutedOperation['modelPlace']) => places.some(({ modelPlace }) => modelPlace === place);
  const isShown = isIn('JSON_BODY') !== isIn('FORM_FIELD');
  const shown = isIn('FORM_FIELD') ? 'FORM' : 'JSON';
  return {
    path,
    places,
    name: pinned ? null : name,
    canonicalWhen,
    isPinned: pinned,
    streamFraming,
    bodyKind: isShown ? shown : body,
  };
}

function compilePattern(operation: CompiledOperation): PathPattern {
  const spelled = operation.path.split('/');
  const modelIndex = spelled.findIndex((segment) => segment.includes(MODEL_IN_PATH));
  const [before = '', after = ''] = (spelled[modelIndex] ?? '').split(MODEL_IN_PATH);
  return { segments: spelled.map((segment) => segment.toLowerCase()), modelIndex, before, after, operation };
}

function ownLength({ segments }: PathPattern): number {
  return segments.join('/').length;
}
