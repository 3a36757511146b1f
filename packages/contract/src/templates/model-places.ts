import type { RoutedOperation } from '../profile/routed-operation';

const ROUTED = { pinned: false, streamFraming: null } as const;

/** Operations whose JSON body names the model in its member `model`. */
export function inJsonBody(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => inMember(path, '/model'));
}

/** An operation whose JSON body names the model in the members that a JSON pointer leads to. */
export function inMember(path: string, pointer: string): RoutedOperation {
  return { path, modelPlace: 'JSON_BODY', modelKey: pointer, ...ROUTED };
}

/** Operations whose multipart form names the model in its field `model`. */
export function inFormField(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'FORM_FIELD', modelKey: 'model', ...ROUTED }));
}

/** Operations whose path names the model where it says `{model}`. */
export function inPath(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'PATH', modelKey: null, ...ROUTED }));
}

/** These operations at the default endpoint alone: what they leave behind is with one account. */
export function pinned(operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => ({ ...operation, pinned: true }));
}

/** These operations, whose streamed answer may be written as one JSON array. */
export function streamedInArray(operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => ({ ...operation, streamFraming: 'JSON_ARRAY' }));
}
