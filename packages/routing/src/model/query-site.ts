import { decodeParameter, parameterName, parametersOf, parameterValue, queryOf } from '../path/query';
import type { ModelSite } from './model-site';

/** The model in a query parameter. @param query including the `?`, or empty */
export function findInQuery(query: string, name: string): ModelSite {
  const isNamed = (parameter: string) => decodeParameter(parameterName(parameter)) === name;
  const names = parametersOf(query)
    .filter(isNamed)
    .map((parameter) => decodeParameter(parameterValue(parameter)));
  const isDone = (model: string) => names.length === 1 && names[0] === model;
  const written = (spelled: string, model: string) => `${spelled}=${encodeURIComponent(model)}`;
  const renamed = (from: string, model: string) =>
    parametersOf(from).map((each) => (isNamed(each) ? written(parameterName(each), model) : each));
  return {
    model: names.at(-1) ?? null,
    names: () => names,
    put: (request, model) => {
      if (isDone(model)) return request;
      const parameters = renamed(request.query, model);
      if (names.length === 0) parameters.push(written(encodeURIComponent(name), model));
      return { ...request, query: queryOf(parameters) };
    },
    rename: (request, model) =>
      names.length === 0 || isDone(model) ? request : { ...request, query: queryOf(renamed(request.query, model)) },
  };
}
