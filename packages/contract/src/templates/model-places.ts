import type { BodyKind, CanonicalWhen, RoutedOperation } from '../profile/routed-operation';

const ROUTED = { name: null, canonicalWhen: 'ALWAYS', body: null, pinned: false, streamFraming: null } as const;

/** Operations whose JSON body names the model in `model`. */
export function inJsonBody(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => inMember(path, '/model'));
}

/** An operation whose JSON body names the model at a JSON pointer. */
export function inMember(path: string, pointer: string): RoutedOperation {
  return { path, modelPlace: 'JSON_BODY', modelKey: pointer, ...ROUTED };
}

/** Operations whose multipart form names the model in the field `model`. */
export function inFormField(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'FORM_FIELD', modelKey: 'model', ...ROUTED }));
}

/** Operations whose path names the model at `{model}`. */
export function inPath(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'PATH', modelKey: null, ...ROUTED }));
}

/** These operations, pinned to the default endpoint: what they create belongs to one account. */
export function pinned(operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => ({ ...operation, pinned: true }));
}

/** These operations, with a condition for when they take the requests that were written for another provider. */
export function canonical(when: CanonicalWhen, operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => ({ ...operation, canonicalWhen: when }));
}

/** These operations, whose place for the model does not show what kind of body they take. */
export function taking(body: BodyKind, operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => ({ ...operation, body }));
}

/** These operations, whose streamed response may be one JSON array. */
export function streamedInArray(operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => ({ ...operation, streamFraming: 'JSON_ARRAY' }));
}
