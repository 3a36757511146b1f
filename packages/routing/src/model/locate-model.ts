import type { RoutedOperation } from '@switchyard/contract';
import { isForm } from './form-scan';
import { findInForm } from './form-site';
import { findInHeaders } from './header-site';
import { findInJson } from './json-site';
import { refuseModel, type FoundSite, type ModelRefusal, type ModelSite, type RoutedRequest } from './model-site';
import type { OperationMatch } from '../path/match-operation';
import { siteInPath } from './path-site';
import { findInQuery } from './query-site';

/** A request whose model is known. */
export interface LocatedModel {
  readonly ok: true;
  /** Null if it names none. */
  readonly model: string | null;
  /** The request rewritten for a model: every place that names a model names this one; everything else is unchanged. */
  rewrite(model: string): RoutedRequest;
}

/**
 * Finds the model of a request for a routed operation at the places in the profile.
 *
 * The operation's first place picks the policy, and gets the model if it names none. Further places may name none, and
 * then stay unchanged; if they name one, it must be that of the first place, alone or after a slash (Gemini: `x` in the
 * path, `models/x` in the body).
 */
export function locateRequestModel(match: OperationMatch, request: RoutedRequest): LocatedModel | ModelRefusal {
  const contentType = headerOf(request.headers, 'content-type');
  const sites: ModelSite[] = [];
  for (const operation of placesFor(match.operations, contentType)) {
    const found = findSite(operation, match, request, contentType);
    if (!found.ok) return found;
    sites.push(found.site);
  }
  const [first, ...further] = sites;
  if (first === undefined) throw new Error('an operation was compiled without a location for its model');
  const { model } = first;
  if (!further.every((site) => follows(site, model))) {
    return refuseModel('The request names two different models: use the same one everywhere.');
  }
  return {
    ok: true,
    model,
    rewrite: (wanted) =>
      further.reduce((rewritten, site) => site.put(rewritten, wanted, model ?? ''), first.put(request, wanted, null)),
  };
}

/** If an operation accepts JSON and forms, the request's content type decides. */
function placesFor(operations: readonly RoutedOperation[], contentType: string | null): readonly RoutedOperation[] {
  if (operations.length === 1) return operations;
  const has = (place: RoutedOperation['modelPlace']) => operations.some(({ modelPlace }) => modelPlace === place);
  if (!has('FORM_FIELD') || !has('JSON_BODY')) return operations;
  const other = contentType !== null && isForm(contentType) ? 'JSON_BODY' : 'FORM_FIELD';
  return operations.filter(({ modelPlace }) => modelPlace !== other);
}

function findSite(
  { modelPlace, modelKey }: RoutedOperation,
  { modelSegment }: OperationMatch,
  request: RoutedRequest,
  contentType: string | null,
): FoundSite {
  const key = modelKey ?? '';
  switch (modelPlace) {
    case 'JSON_BODY':
      return findInJson(request.body, key);
    case 'FORM_FIELD':
      return findInForm(request.body, contentType, key);
    case 'HEADER':
      return { ok: true, site: findInHeaders(request.headers, key) };
    case 'QUERY_PARAMETER':
      return { ok: true, site: findInQuery(request.query, key) };
    case 'PATH':
      if (modelSegment === null) throw new Error('an operation without {model} was compiled with the place PATH');
      return { ok: true, site: siteInPath(modelSegment) };
  }
}

function follows(site: ModelSite, model: string | null): boolean {
  return site.names().every((name) => model !== null && (name === model || name.endsWith(`/${model}`)));
}

function headerOf(headers: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index] === name) return headers[index + 1] ?? null;
  }
  return null;
}
