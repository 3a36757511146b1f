import type { CompiledOperation, CompiledOperations, PathPattern } from './compile-operations';
import { decodeEscapes, operationPath } from './operation-path';
import type { ModelSegment } from './model-segment';

/** The routed operation of a request. */
export interface OperationMatch {
  readonly operation: CompiledOperation;
  /** Where the path contains the model; null if it does not. */
  readonly modelSegment: ModelSegment | null;
}

/**
 * The routed operation of a request; null if it has none, so that the request goes to the default endpoint unchanged.
 *
 * @param path below the AI API's base path: no leading slash, no query, accepted by `checkRequestPath`
 */
export function matchOperation(operations: CompiledOperations, method: string, path: string): OperationMatch | null {
  if (method !== 'POST') return null;
  const plain = operations.byPath.get(path) ?? operations.byPath.get(operationPath(path));
  if (plain !== undefined) return { operation: plain, modelSegment: null };
  if (operations.patterns.length === 0) return null;
  const segments = segmentsOf(path);
  for (const pattern of operations.patterns) {
    const modelSegment = matchPattern(pattern, segments);
    if (modelSegment !== null) return { operation: pattern.operation, modelSegment };
  }
  return null;
}

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A path is split at its slashes before it is decoded, so that a model's name may contain an encoded one. */
function segmentsOf(path: string): Segment[] {
  const whole = path.endsWith('/') ? path.slice(0, -1) : path;
  let start = 0;
  return whole.split('/').map((raw) => {
    const segment = { start, end: start + raw.length, text: decodeEscapes(raw) };
    start = segment.end + 1;
    return segment;
  });
}

function matchPattern(pattern: PathPattern, segments: readonly Segment[]): ModelSegment | null {
  if (segments.length !== pattern.segments.length) return null;
  const isSame = ({ text }: Segment, index: number) =>
    index === pattern.modelIndex || text.toLowerCase() === pattern.segments[index];
  const segment = segments[pattern.modelIndex];
  if (segment === undefined || !segments.every(isSame)) return null;
  const { before, after } = pattern;
  const modelEnd = segment.text.length - after.length;
  // No model is left if the texts around it fill the whole segment.
  if (modelEnd <= before.length) return null;
  const isAround =
    segment.text.slice(0, before.length).toLowerCase() === before.toLowerCase() &&
    segment.text.slice(modelEnd).toLowerCase() === after.toLowerCase();
  if (!isAround) return null;
  return { start: segment.start, end: segment.end, before, model: segment.text.slice(before.length, modelEnd), after };
}
