import type { ModelSite } from './model-site';

/** The model in a query parameter. @param query including the `?`, or empty */
export function findInQuery(query: string, name: string): ModelSite {
  const isNamed = (parameter: string) => decodeParameter(nameOf(parameter)) === name;
  const names = parametersOf(query)
    .filter(isNamed)
    .map((parameter) => decodeParameter(valueOf(parameter)));
  return {
    model: names.at(-1) ?? null,
    names: () => names,
    put: (request, model, follows) => {
      if (names.length === 0 && follows !== null) return request;
      if (names.length === 1 && names[0] === model) return request;
      const named = (parameter: string) => `${nameOf(parameter)}=${encodeURIComponent(model)}`;
      const parameters = parametersOf(request.query).map((each) => (isNamed(each) ? named(each) : each));
      if (names.length === 0) parameters.push(named(encodeURIComponent(name)));
      return { ...request, query: `?${parameters.join('&')}` };
    },
  };
}

function parametersOf(query: string): string[] {
  return query.length > 1 ? query.slice(1).split('&') : [];
}

function nameOf(parameter: string): string {
  const equals = parameter.indexOf('=');
  return equals === -1 ? parameter : parameter.slice(0, equals);
}

function valueOf(parameter: string): string {
  const equals = parameter.indexOf('=');
  return equals === -1 ? '' : parameter.slice(equals + 1);
}

/** Decodes form encoding; an invalid escape is kept. */
function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
