import type { RoutedOperation } from '../provider-profile';

/** Operations whose JSON body names the model in its member `model`. */
export function inJsonBody(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'JSON_BODY', modelKey: '/model' }));
}

/** Operations whose multipart form names the model in its field `model`. */
export function inFormField(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'FORM_FIELD', modelKey: 'model' }));
}

/** Operations whose path names the model where it says `{model}`. */
export function inPath(...paths: readonly string[]): RoutedOperation[] {
  return paths.map((path) => ({ path, modelPlace: 'PATH', modelKey: null }));
}
