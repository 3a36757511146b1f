import type { ModelSite, Renaming, RoutedRequest } from './model-site';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The model in a header. @param headers alternating names, in lower case, and values */
export function findInHeaders(headers: readonly string[], name: string): ModelSite {
  const names: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index] === name) names.push(fromField(headers[index + 1] ?? ''));
  }
  return {
    model: names.at(-1) ?? null,
    names: () => names,
    put: (request, model) => (names.length === 0 ? added(name, model, request) : rename(name, () => model, request)),
    rename: (request, renamed) => (names.length === 0 ? request : rename(name, renamed, request)),
  };
}

function rename(name: string, renamed: Renaming, request: RoutedRequest): RoutedRequest {
  const { headers } = request;
  const isValue = (index: number) => index % 2 === 1 && headers[index - 1] === name;
  return {
    ...request,
    headers: headers.map((text, index) => (isValue(index) ? toField(renamed(fromField(text))) : text)),
  };
}

function added(name: string, model: string, request: RoutedRequest): RoutedRequest {
  return { ...request, headers: [...request.headers, name, toField(model)] };
}

/** As in Node's headers, each character is one byte: a name outside ASCII is sent in UTF-8. */
function toField(model: string): string {
  return Array.from(encoder.encode(model), (byte) => String.fromCharCode(byte)).join('');
}

function fromField(value: string): string {
  return decoder.decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
}
