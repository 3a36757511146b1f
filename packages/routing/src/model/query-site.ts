import { decodeParameter, parameterName, parametersOf, parameterValue, queryOf } from '../path/query';
import type { ModelSite, Renaming } from './model-site';

/** The model in a query parameter. @param query including the `?`, or empty */
export function findInQuery(query: string, name: string): ModelSite {
  const isNamed = (parameter: string) => decodeParameter(parameterName(parameter)) === name;
  const names = parametersOf(query)
    .filter(isNamed)
    .map((parameter) => decodeParameter(parameterValue(parameter)));
  const written = (spelled: string, model: string) => `${spelled}=${encodeURIComponent(model)}`;
  const renameIn = (from: string, renamed: Renaming) =>
    parametersOf(from).map((each) => {
      if (!isNamed(each)) return each;
      const present = decodeParameter(parameterValue(each));
      const model = renamed(present);
      // A parameter that already names this model keeps its spelling.
      return model === present ? each : written(parameterName(each), model);
    });
  return {
    model: names.at(-1) ?? null,
    names: () => names,
    put: (request, model) => {
      const parameters = renameIn(request.query, () => model);
      if (names.length === 0) parameters.push(written(encodeURIComponent(name), model));
      return { ...request, query: queryOf(parameters) };
    },
    rename: (request, renamed) =>
      names.length === 0 ? request : { ...request, query: queryOf(renameIn(request.query, renamed)) },
  };
}
