/** The parameters of a query (`?…` or empty), as written. */
export function parametersOf(query: string): string[] {
  return query.length > 1 ? query.slice(1).split('&') : [];
}

/** A query with these parameters; empty if there are none. */
export function queryOf(parameters: readonly string[]): string {
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}

/** A parameter's name, as written. */
export function parameterName(parameter: string): string {
  const equals = parameter.indexOf('=');
  return equals === -1 ? parameter : parameter.slice(0, equals);
}

/** A parameter's value, as written; empty if it has none. */
export function parameterValue(parameter: string): string {
  const equals = parameter.indexOf('=');
  return equals === -1 ? '' : parameter.slice(equals + 1);
}

/** Decodes form encoding; an invalid escape is kept. */
export function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
